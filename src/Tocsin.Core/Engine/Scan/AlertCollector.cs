using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Reference;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Scan;

/// <summary>Turns the detections of a scan into alerts: suppression folds them in the order of time, whatever order they came in.</summary>
/// <remarks>
/// Detections of rules with suppression wait until <see cref="Flush"/>; all others go on at once. The default semantics
/// (<c>docs/alerts.md</c>): nothing is cut, and what is folded is counted. One thread at a time.
/// </remarks>
/// <param name="streams">The names of indices.</param>
/// <param name="ledger">Where hits, alerts and suppressed ones are entered.</param>
/// <param name="sink">Receives alerts; building blocks before what binds them.</param>
internal sealed class AlertCollector(DataStreams streams, ScheduleLedger ledger, Action<Alert> sink)
{
    private readonly AlertFactory _factory = new(streams);
    private readonly Dictionary<Rule, List<Detection>> _waiting = new(ReferenceEqualityComparer.Instance);

    /// <summary>Alerts to be closed after an instant, by the events that they are on; ascending. Closing ends suppression (D47).</summary>
    public IReadOnlyList<(long AfterMillis, IReadOnlySet<string> SourceIds)> Closings { get; init; } = [];

    /// <summary>From when on runs are entered in the ledger; what goes on from before is entered in the first of them.</summary>
    public long ReportFromMillis { get; init; } = long.MinValue;

    /// <summary>Takes a detection.</summary>
    public void Add(Detection detection)
    {
        var rule = detection.Plan.Rule;
        var tick = detection.IsHistory ? new() : TickOf(detection.Plan, detection.RaisedMillis);
        tick.Hits += detection.Evaluations;
        if (rule.Suppression is not null)
        {
            if (!_waiting.TryGetValue(rule, out var list))
                _waiting[rule] = list = [];
            list.Add(detection);
            return;
        }

        tick.Alerts++;
        foreach (var alert in _factory.AlertsOf(detection))
            sink(alert);
    }

    /// <summary>Forgets all that it took of some rules.</summary>
    public void Withdraw(IReadOnlySet<Rule> rules)
    {
        foreach (var rule in rules)
        {
            _waiting.Remove(rule);
            ledger.Of(rule).Clear();
        }
    }

    /// <summary>Folds and hands on what waits: no detection of the rules so far will come any more.</summary>
    public void Flush()
    {
        foreach (var rule in ledger.Entries.Select(e => e.Rule))
        {
            if (_waiting.Remove(rule, out var list))
                Flush(rule, list);
        }
    }

    private LedgerTick TickOf(RulePlan plan, long millis)
    {
        var first = ReportFromMillis == long.MinValue ? 0 : plan.Schedule.TickAtOrAfter(ReportFromMillis);
        return ledger.Of(plan.Rule).At(Math.Max(first, millis));
    }

    private void Flush(Rule rule, List<Detection> detections)
    {
        var store = new ReferenceStore();
        var suppression = new ReferenceSuppression(rule, streams, store) { WindowsOverlap = false };
        var closings = new Queue<(long AfterMillis, IReadOnlySet<string> SourceIds)>(Closings);
        var byTick = detections
            .OrderBy(d => d.RaisedMillis)
            .ThenBy(d => d.Id, StringComparer.Ordinal)
            .GroupBy(d => d.RaisedMillis);
        var run = 0;
        // The ticks that added something which is reported.
        var reported = new HashSet<long>();
        foreach (var group in byTick)
        {
            while (closings.TryPeek(out var next) && group.Key > next.AfterMillis)
                store.Close(closings.Dequeue().SourceIds);
            var before = store.Alerts.Count;
            var candidates = group.Select(ToCandidate).OrderBy(c => c.EventMillis).ToList();
            suppression.Fold(candidates, default, ++run, int.MaxValue);
            var created = store.Alerts.Skip(before).Count(a => a.Alert.Kind != AlertKind.BuildingBlock);
            if (group.All(d => d.IsHistory))
                continue;
            reported.Add(group.Key);
            var tick = TickOf(detections[0].Plan, group.Key);
            tick.Alerts += created;
            tick.Suppressed += Math.Max(0, candidates.Count - created);
        }

        while (closings.TryDequeue(out var last))
            store.Close(last.SourceIds);
        foreach (var alert in store.Alerts.Select(a => a.Alert))
        {
            var isReported =
                reported.Contains(alert.TimeMillis) || reported.Contains(alert.LastDetectedMillis ?? alert.TimeMillis);
            sink(alert.IsHistory == isReported ? alert with { IsHistory = !isReported } : alert);
        }
    }

    private ReferenceCandidate ToCandidate(Detection detection)
    {
        var alerts = _factory.AlertsOf(detection);
        var evidence = detection.Evidence;
        // The time of what it rests on; for several events that of the last.
        var time = detection.Event is null ? evidence.LastMillis : evidence.FirstMillis;
        return new(
            alerts[^1],
            time == Event.NoTime ? detection.RaisedMillis : time,
            [.. alerts.AsSpan(0, alerts.Length - 1)]
        );
    }
}
