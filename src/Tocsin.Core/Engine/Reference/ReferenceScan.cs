using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Engine.Reference;

/// <summary>Scans an input as the reference would have run the rules while it came in: every due tick of every rule, one by one.</summary>
/// <remarks>
/// Events that some rule's condition lets in are kept, with their fields, until the end; all others are not. Events count as arrived
/// when they happened. Rules over alerts run behind the others and see an alert from its tick on. One thread.
/// </remarks>
/// <param name="rules">The rules.</param>
/// <param name="fields">The fields that they read.</param>
/// <param name="streams">The names of indices.</param>
/// <param name="options">The first and the last tick.</param>
/// <param name="ledger">Where ticks are entered.</param>
internal sealed class ReferenceScan(
    CompiledRules rules,
    FieldTable fields,
    DataStreams streams,
    EngineOptions options,
    ScheduleLedger ledger
)
{
    private readonly List<ReferenceEvent>[] _events = [.. rules.All.Select(_ => new List<ReferenceEvent>())];
    private readonly bool[] _needsAll =
    [
        .. rules.All.Select(p => p.Condition is null || ClockDependence.IsIn(p.Condition)),
    ];
    private readonly Dictionary<int, int[]> _routes = [];
    private readonly Dictionary<string, (long Earliest, long Latest)> _ranges = new(StringComparer.Ordinal);
    private readonly List<int> _wantedBy = [];
    private readonly EvalContext _context = new();

    /// <summary>Runs all rules.</summary>
    /// <param name="chunks">The input.</param>
    /// <param name="createReader">Makes a reader.</param>
    /// <param name="sink">Receives the alerts, rule by rule.</param>
    /// <param name="openAlerts">Gives the alerts that the sink has received, as search hits; null where no rule sees them.</param>
    /// <param name="progress">Told after each chunk how many events and bytes were read.</param>
    /// <param name="cancellation">Stops between chunks and rules.</param>
    public ScanOutcome Run(
        IEnumerable<RecordChunk> chunks,
        Func<EventReader> createReader,
        Action<Alert> sink,
        Func<IEnumerable<RecordChunk>>? openAlerts,
        Action<long, long>? progress,
        CancellationToken cancellation
    )
    {
        var (events, bytes) = Read(chunks, createReader, progress, cancellation);
        var ticks = RunRules(readingAlerts: false, sink, cancellation);
        if (openAlerts is not null && rules.All.Any(p => p.ReadsAlerts))
        {
            Read(openAlerts(), createReader, null, cancellation);
            ticks.AddRange(RunRules(readingAlerts: true, sink, cancellation));
        }

        return new(events, bytes, 0, ticks.Sum(t => t.Due), 0, ticks);
    }

    private (long Events, long Bytes) Read(
        IEnumerable<RecordChunk> chunks,
        Func<EventReader> createReader,
        Action<long, long>? progress,
        CancellationToken cancellation
    )
    {
        long count = 0;
        long bytes = 0;
        var reader = new SnapshotReader(fields, createReader());
        bool IsWanted(Event read)
        {
            count++;
            FindWanting(read);
            return _wantedBy.Count > 0;
        }

        foreach (var chunk in chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var record = 0; record < chunk.Records.Count; record++)
            {
                bytes += chunk.Records[record].Length;
                foreach (var kept in reader.Read(chunk, record, IsWanted))
                {
                    var arrived = new ReferenceEvent(kept);
                    foreach (var plan in _wantedBy)
                        _events[plan].Add(arrived);
                }
            }

            chunk.Return();
            progress?.Invoke(count, bytes);
        }

        return (count, bytes);
    }

    /// <summary>Finds the rules that may want an event: filters and exceptions are left to the runs, which know the time.</summary>
    private void FindWanting(Event read)
    {
        _wantedBy.Clear();
        if (!_routes.TryGetValue(read.StreamId, out var route))
        {
            var index = streams.NameOf(read.StreamId);
            var seeing = Enumerable.Range(0, rules.All.Count).Where(i => rules.All[i].Indices.Matches(index));
            _routes[read.StreamId] = route = [.. seeing];
        }

        foreach (var clock in rules.Clocks)
        {
            if (clock.TimeOf(read) is not Event.NoTime and var time)
            {
                var (earliest, latest) = _ranges.GetValueOrDefault(clock.Key, (time, time));
                _ranges[clock.Key] = (Math.Min(earliest, time), Math.Max(latest, time));
            }
        }

        _context.Event = read;
        foreach (var index in route)
        {
            var plan = rules.All[index];
            if (plan.Clock.TimeOf(read) == Event.NoTime)
                continue;
            if (_needsAll[index] || plan.Condition!.Test(_context) == Truth.True)
                _wantedBy.Add(index);
        }
    }

    private List<RuleTicks> RunRules(bool readingAlerts, Action<Alert> sink, CancellationToken cancellation)
    {
        var ticks = new List<RuleTicks>();
        for (var i = 0; i < rules.All.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (rules.All[i].ReadsAlerts != readingAlerts)
                continue;
            var run = new ReferenceRuleScan(rules.All[i], streams, options, ledger.Of(rules.All[i].Rule));
            ticks.Add(
                _ranges.TryGetValue(rules.All[i].Clock.Key, out var range)
                    ? run.Run(_events[i], range.Earliest, range.Latest, cancellation)
                    : new(rules.All[i], 0, -1, 0)
            );
            _events[i].Clear();
            foreach (var alert in run.Store.Alerts.Select(a => a.Alert))
                sink(alert with { IsHistory = IsHistory(alert) });
        }

        return ticks;
    }

    private bool IsHistory(Alert alert) =>
        Math.Max(alert.TimeMillis, alert.LastDetectedMillis ?? alert.TimeMillis) < options.ReportFromMillis;
}
