using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Live;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Operations;

/// <summary>Raises an alert when a source falls silent, when time stands still for a source that sends or for the engine, and when a rule forgets because of a limit.</summary>
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
    private const double LookMillisMax = 15_000;

    private readonly WatchRules _rules = new();
    private readonly HashSet<string> _raised = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Source, string Clock), (long Latest, long SinceMillis)> _standing = [];
    private readonly Dictionary<string, long> _shed = new(StringComparer.Ordinal);
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
            foreach (var clock in source.Clocks)
            {
                var key = (source.Name, clock.Name);
                if (!_standing.TryGetValue(key, out var standing) || standing.Latest != clock.LatestMillis)
                    _standing[key] = (clock.LatestMillis, nowMillis);
                else if (clock.SeenMillis - standing.SinceMillis > limit)
                    due.Add(
                        _rules.Stuck(
                            source.Name,
                            clock.Name,
                            standing.SinceMillis,
                            clock.LatestMillis,
                            standing.SinceMillis + limit
                        )
                    );
            }
        }

        foreach (var key in _standing.Keys.Where(k => !snapshot.Sources.Any(s => s.Name == k.Source)).ToList())
            _standing.Remove(key);
        LookAtState(snapshot, nowMillis, due);
        if (_consumed.Offset != snapshot.ConsumedOffset || !isBehind)
            _consumed = (snapshot.ConsumedOffset, nowMillis);
        else if (nowMillis - _consumed.SinceMillis > limit)
            due.Add(_rules.Stuck("", "", _consumed.SinceMillis, null, _consumed.SinceMillis + limit));
        if (limit <= 0)
            due.RemoveAll(a => a.Rule.RuleId != WatchRules.DroppedId);
        due.RemoveAll(a => !_raised.Add(a.Id));
        return due;
    }

    /// <summary>Rules that have dropped state since the last look, because of a limit: an alert a day for each.</summary>
    private void LookAtState(LiveSnapshot snapshot, long nowMillis, List<Alert> due)
    {
        foreach (var rule in snapshot.Rules)
        {
            // It begins anew with a reload.
            var before = Math.Min(_shed.GetValueOrDefault(rule.StateKey), rule.ShedNow);
            if (rule.ShedNow > before)
                due.Add(_rules.Dropped(rule.RuleId, rule.ShedNow - before, nowMillis));
            _shed[rule.StateKey] = rule.ShedNow;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var limit = options.Engine.SilentAlertAfter;
        using var timer = new PeriodicTimer(
            TimeSpan.FromMilliseconds(
                limit <= TimeSpan.Zero ? LookMillisMax : Math.Clamp(limit.TotalMilliseconds / 4, 200, LookMillisMax)
            ),
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
