using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Core.Values;
using Tocsin.Serve.Delivery;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;
using Tocsin.Serve.RuleSets;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Api;

/// <summary>How the server and its sources are doing.</summary>
internal sealed class StatusApi(
    LiveLoop loop,
    SqliteLog log,
    RuleReloader rules,
    AlertDelivery delivery,
    IEnumerable<IReadiness> parts,
    TimeProvider time
) : IApiPart
{
    private readonly long _startedMillis = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public IEnumerable<ApiEndpoint> Endpoints =>
        [
            new("GET", "/api/sources", Scope.Read, "Sources: events, last event, watermark, lag, late.", SourcesAsync),
            new("GET", "/api/status", Scope.Read, "The server: log, engine, rules, sinks.", StatusAsync),
        ];

    private Task SourcesAsync(HttpContext context)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return ApiAnswer.WriteAsync(
            context,
            w =>
            {
                w.WriteStartObject();
                w.WriteStartArray("sources");
                foreach (var source in loop.Snapshot.Sources)
                {
                    w.WriteStartObject();
                    w.WriteString("name", source.Name);
                    w.WriteNumber("events", source.Events);
                    w.WriteTime("last_event", source.LastEventMillis);
                    w.WriteTime("last_arrival", source.LastArrivalMillis);
                    w.WriteTime("watermark", source.WatermarkMillis);
                    if (source.LastEventMillis is { } last)
                        w.WriteNumber("lag_ms", Math.Max(0, source.LastArrivalMillis - last));
                    else
                        w.WriteNull("lag_ms");
                    w.WriteNumber("silent_ms", Math.Max(0, now - source.LastArrivalMillis));
                    w.WriteBoolean("idle", source.IsIdle);
                    w.WriteNumber("late", source.Late);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
                w.WriteEndObject();
            }
        );
    }

    private Task StatusAsync(HttpContext context)
    {
        var snapshot = loop.Snapshot;
        return ApiAnswer.WriteAsync(
            context,
            w =>
            {
                w.WriteStartObject();
                w.WriteString("version", Version);
                w.WriteTime("started", _startedMillis);
                w.WriteTexts(
                    "not_ready",
                    parts.Where(p => p.NotReadyBecause is not null).Select(p => $"{p.Name}: {p.NotReadyBecause}")
                );
                w.WriteStartObject("engine");
                w.WriteNumber("consumed_offset", snapshot.ConsumedOffset);
                w.WriteNumber("last_offset", log.LastOffset);
                w.WriteNumber("lag_batches", Math.Max(0, log.LastOffset - snapshot.ConsumedOffset));
                w.WriteNumber("lag_ms", snapshot.LagMillis);
                w.WriteNumber("events", snapshot.EventCount);
                w.WriteNumber("bytes", snapshot.ByteCount);
                w.WriteNumber("events_per_second", Math.Round(snapshot.EventsPerSecond, 3));
                w.WriteNumber("state_bytes", snapshot.StateBytes);
                w.WriteNumber("steps", snapshot.StepCount);
                w.WriteNumber("passed_over", snapshot.PassedOver);
                w.WriteNumber("commit_failures", snapshot.CommitFailures);
                w.WriteString("last_error", snapshot.LastError);
                w.WriteBoolean("lost_state", snapshot.HasLostState);
                w.WriteEndObject();
                WriteLog(w);
                w.WriteStartObject("rules");
                w.WriteNumber("generation", rules.State.Generation);
                w.WriteNumber("running", rules.State.Load.Rules.Count(r => r.Fate == ServedFate.Running));
                w.WriteNumber("sources", snapshot.Sources.Count);
                w.WriteTexts("refused_because", rules.State.FailedBecause ?? []);
                w.WriteEndObject();
                w.WriteStartArray("sinks");
                foreach (var sink in delivery.Workers)
                {
                    w.WriteStartObject();
                    w.WriteString("name", sink.Name);
                    w.WriteString("last_failure", sink.LastFailure);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
                w.WriteEndObject();
            }
        );
    }

    private void WriteLog(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("log");
        writer.WriteNumber("unsealed_bytes", log.UnsealedBytes);
        writer.WriteNumber("segments", log.Segments.Count);
        writer.WriteNumber("segment_bytes", log.Segments.Sum(s => s.Bytes));
        writer.WriteNumber("damages", log.Damages.Count);
        writer.WriteString("refuses_because", log.NotTakingBecause);
        writer.WriteEndObject();
    }

    private static string Version =>
        typeof(StatusApi)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
}
