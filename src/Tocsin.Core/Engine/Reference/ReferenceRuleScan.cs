using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Reference;

/// <summary>Runs one rule at all its due ticks over the events that it may want.</summary>
internal sealed class ReferenceRuleScan(RulePlan plan, DataStreams streams, EngineOptions options, LedgerEntry ledger)
{
    private readonly List<ReferenceWarning> _warnings = [];
    private readonly Dictionary<string, long> _suppressedBefore = new(StringComparer.Ordinal);

    /// <summary>The rule's alerts.</summary>
    public ReferenceStore Store { get; } = new();

    /// <summary>Runs the rule.</summary>
    /// <param name="events">The events; sorted here by the rule's time.</param>
    /// <param name="earliest">The time of the first event of the input, by the rule's clock.</param>
    /// <param name="latest">The time of the last one.</param>
    /// <param name="cancellation">Stops between ticks.</param>
    /// <returns>The ticks that were due.</returns>
    public RuleTicks Run(List<ReferenceEvent> events, long earliest, long latest, CancellationToken cancellation)
    {
        var times = new long[events.Count];
        var sorted = events.ToArray();
        for (var i = 0; i < sorted.Length; i++)
            times[i] = plan.Clock.TimeOf(sorted[i].Event);
        Array.Sort(times, sorted);

        var schedule = plan.Schedule;
        var first = schedule.TickAtOrAfter(Math.Max(earliest, Math.Max(options.FromMillis, long.MinValue / 2)));
        var last = schedule.TickAtOrAfter(latest);
        if (options.ToMillis != long.MaxValue)
            last = Math.Min(last, schedule.TickAtOrBefore(options.ToMillis));
        var rule = new ReferenceRule(plan, streams, Store);
        for (var tick = first; tick <= last; tick += schedule.IntervalMillis)
        {
            cancellation.ThrowIfCancellationRequested();
            var (from, to) = Seen(times, tick);
            if (from < to || plan is WindowPlan { Program.EmptyWindowGivesRows: true })
                Run(rule, tick, new ArraySegment<ReferenceEvent>(sorted, from, to - from));
            else
                rule.Skip(tick);
        }

        return new(plan, Math.Max(first, ReportFilter.FirstTick(plan, options)), last, 0);
    }

    /// <summary>The places of the events that a tick's window, or for new terms its history, holds.</summary>
    private (int From, int To) Seen(long[] times, long tick)
    {
        var end = plan.Schedule.WindowEnd(tick);
        var start = plan.Schedule.WindowStart(tick);
        if (plan is NewTermsPlan terms)
            start = Math.Min(start, end - terms.Program.HistoryMillis);
        return (FirstNotBefore(times, start), FirstNotBefore(times, end + 1));
    }

    private static int FirstNotBefore(long[] times, long millis)
    {
        int low = 0,
            high = times.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] < millis)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Run(ReferenceRule rule, long tick, IReadOnlyList<ReferenceEvent> seen)
    {
        _warnings.Clear();
        var before = Store.Alerts.Count;
        rule.Run(tick, seen, _warnings);
        var created = Store.Alerts.Skip(before).Count(a => a.Alert.Kind != AlertKind.BuildingBlock);
        var suppressed = CountSuppressed();
        if ((rule.LastHits == 0 && _warnings.Count == 0) || tick < options.ReportFromMillis)
            return;
        var entry = ledger.At(tick);
        entry.Hits += rule.LastHits;
        entry.Alerts += created;
        entry.Suppressed += suppressed;
        entry.WasCut |= _warnings.Exists(w => w.Kind == ReferenceWarningKind.MaxSignals);
        entry.HadGap |= _warnings.Exists(w => w.Kind == ReferenceWarningKind.Gap);
    }

    /// <summary>How many were folded into others since it was last asked.</summary>
    private long CountSuppressed()
    {
        if (plan.Rule.Suppression is null)
            return 0;
        long added = 0;
        foreach (var alert in Store.Alerts)
        {
            var count = alert.Alert.Suppression?.DocsCount ?? 0;
            added += count - _suppressedBefore.GetValueOrDefault(alert.Alert.Id);
            _suppressedBefore[alert.Alert.Id] = count;
        }

        return added;
    }
}
