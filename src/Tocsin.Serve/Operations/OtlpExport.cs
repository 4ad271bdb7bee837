using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Intake;

namespace Tocsin.Serve.Operations;

/// <summary>Sends metrics to an OpenTelemetry collector, where the configuration names one: OTLP over HTTP, JSON, every 30 seconds and at the end.</summary>
/// <remarks>What cannot be sent is left out: values are cumulative, so the next sending makes up for it.</remarks>
internal sealed class OtlpExport(MetricTable table, ServeOptions options, TimeProvider time, ILogger<OtlpExport> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private bool _hasFailed;

    /// <summary>The request's body.</summary>
    public static JsonObject Write(IEnumerable<MetricPoint> points, DateTimeOffset started, DateTimeOffset now)
    {
        var metrics = new JsonArray();
        foreach (var metric in points.GroupBy(p => p.Name))
        {
            var values = new JsonArray();
            foreach (var point in metric.Where(p => double.IsFinite(p.Value)))
                values.Add(
                    new JsonObject
                    {
                        ["attributes"] = Attributes(point.Tags),
                        ["startTimeUnixNano"] = Nanos(started),
                        ["timeUnixNano"] = Nanos(now),
                        ["asDouble"] = point.Value,
                    }
                );
            var first = metric.First();
            var written = new JsonObject { ["name"] = first.Name, ["description"] = first.Help };
            if (first.IsCounter)
                written["sum"] = new JsonObject
                {
                    ["dataPoints"] = values,
                    ["aggregationTemporality"] = 2,
                    ["isMonotonic"] = true,
                };
            else
                written["gauge"] = new JsonObject { ["dataPoints"] = values };
            metrics.Add(written);
        }

        var scope = new JsonObject { ["name"] = IntakeMetrics.Name };
        var resource = new JsonObject { ["attributes"] = Attributes([new("service.name", "tocsin")]) };
        return new()
        {
            ["resourceMetrics"] = new JsonArray(
                new JsonObject
                {
                    ["resource"] = resource,
                    ["scopeMetrics"] = new JsonArray(new JsonObject { ["scope"] = scope, ["metrics"] = metrics }),
                }
            ),
        };
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Telemetry.OtlpEndpoint is not { } endpoint)
            return;
        if (!Uri.TryCreate(endpoint.TrimEnd('/') + "/v1/metrics", UriKind.Absolute, out var url))
        {
            OtlpLog.NoUrl(logger, endpoint);
            return;
        }

        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await SendAsync(client, url).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await SendAsync(client, url).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(HttpClient client, Uri url)
    {
        try
        {
            var body = Write(table.Read(), _started, time.GetUtcNow()).ToJsonString();
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(url, content).ConfigureAwait(false);
            answer.EnsureSuccessStatusCode();
            _hasFailed = false;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            if (!_hasFailed)
                OtlpLog.NotSent(logger, failure.Message);
            _hasFailed = true;
        }
    }

    private static JsonArray Attributes(IEnumerable<KeyValuePair<string, string>> tags) =>
        [
            .. tags.Select(t =>
                (JsonNode)
                    new JsonObject
                    {
                        ["key"] = t.Key,
                        ["value"] = new JsonObject { ["stringValue"] = t.Value },
                    }
            ),
        ];

    private static string Nanos(DateTimeOffset at) =>
        (at.ToUnixTimeMilliseconds() * 1_000_000).ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the server's own log says about sending metrics.</summary>
internal static partial class OtlpLog
{
    [LoggerMessage(1501, LogLevel.Warning, "metrics could not be sent: {Reason}")]
    public static partial void NotSent(ILogger logger, string reason);

    [LoggerMessage(1502, LogLevel.Error, "`{Endpoint}` is no URL; metrics are not sent")]
    public static partial void NoUrl(ILogger logger, string endpoint);
}
