using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Live;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Operations;

/// <summary>Raises an alert when a source falls silent, and when time stands still for a source that sends or for the engine.</summary>
/// <remarks>
/// The alerts go through the same store and sinks as those of rules. Their ids follow from the source and from when it was heard last, so that a
/// silence is one alert, over restarts too. Silence counts from the start of the server at the earliest: nobody could have heard before.
/// </remarks>
internal sealed class SourceWatch(
    LiveLoop loop,
    SqliteLog log,
    IAlertStore alerts,
    ServeOptions options,
    TimeProvider time,
    ILogger<SourceWatch> logger
) : BackgroundService
{
    private readonly WatchRules _rules = new();
    private readonly HashSet<string> _raised = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Watermark, long SinceMillis)> _standing = new(StringComparer.Ordinal);
    private readonly long _startedMillis = time.GetUtcNow().ToUnixTimeMilliseconds();
    private (long Offset, long SinceMillis) _consumed = (-1, 0);

    /// <summary>Looks once: the alerts that are due now and were not raised before.</summary>
    public List<Alert> Look(LiveSnapshot snapshot, long lastOffset, long nowMillis)
    {
        var limit = (long)options.Engine.SilentAlertAfter.TotalMilliseconds;
        var due = new List<Alert>();
        // What waits may be from a source that seems silent.
        var isBehind = lastOffset > snapshot.ConsumedOffset;
        foreach (var source in snapshot.Sources)
        {
            var heard = Math.Max(source.LastArrivalMillis, _startedMillis);
            if (!isBehind && nowMillis - heard > limit)
                due.Add(_rules.Silent(source.Name, source.LastArrivalMillis, source.WatermarkMillis, heard + limit));
            if (source.WatermarkMillis is not { } watermark)
                continue;
            if (!_standing.TryGetValue(source.Name, out var standing) || standing.Watermark != watermark)
                _standing[source.Name] = (watermark, nowMillis);
            else if (source.LastArrivalMillis - standing.SinceMillis > limit)
                due.Add(_rules.Stuck(source.Name, standing.SinceMillis, watermark, standing.SinceMillis + limit));
        }

        if (_consumed.Offset != snapshot.ConsumedOffset || !isBehind)
            _consumed = (snapshot.ConsumedOffset, nowMillis);
        else if (nowMillis - _consumed.SinceMillis > limit)
            due.Add(_rules.Stuck("", _consumed.SinceMillis, null, _consumed.SinceMillis + limit));
        due.RemoveAll(a => !_raised.Add(a.Id));
        return due;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var limit = options.Engine.SilentAlertAfter;
        if (limit <= TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(
            TimeSpan.FromMilliseconds(Math.Clamp(limit.TotalMilliseconds / 4, 200, 15_000)),
            time
        );
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await RaiseAsync(Look(loop.Snapshot, log.LastOffset, time.GetUtcNow().ToUnixTimeMilliseconds()))
                    .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It stops.
        }
    }

    private async Task RaiseAsync(List<Alert> due)
    {
        if (due.Count == 0)
            return;
        foreach (var alert in due)
            WatchLog.Raised(logger, alert.Rule.RuleId, alert.Cells[^1].ToString() ?? "");
        try
        {
            var write = alerts.Prepare([.. due.Select(a => new AlertChange(AlertChangeKind.Raised, a))]);
            await log
                .Writer.RunAsync(connection =>
                {
                    write(connection);
                    return due.Count;
                })
                .ConfigureAwait(false);
            alerts.Applied(due.Count);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The next look tries again.
            due.ForEach(a => _raised.Remove(a.Id));
            WatchLog.Failed(logger, failure);
        }
    }
}

/// <summary>What the server's own log says about sources.</summary>
internal static partial class WatchLog
{
    [LoggerMessage(1401, LogLevel.Warning, "{Rule}: {Message}")]
    public static partial void Raised(ILogger logger, string rule, string message);

    [LoggerMessage(1402, LogLevel.Error, "an alert about a source could not be stored")]
    public static partial void Failed(ILogger logger, Exception failure);
}
