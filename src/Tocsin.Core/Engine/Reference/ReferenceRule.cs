using Tocsin.Core.Rules;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Reference;

/// <summary>One rule, run by run, as the reference runs it: ids and duplicates, <c>max_signals</c>, catch-up and suppression included.</summary>
/// <remarks>
/// Semantics: <c>detection-engine.md</c>, sections 5 to 8. Each run searches the events of its window afresh, as a search engine
/// would: this is the mode to compare with, not the fast one. Rules without an index see nothing.
/// </remarks>
internal sealed class ReferenceRule
{
    private const int EsqlPagesMax = 3;

    private readonly RulePlan _plan;
    private readonly ReferenceStore _store;
    private readonly ReferenceSearch _search;
    private readonly ReferenceSuppression? _suppression;
    private long? _previous;
    private int _run;

    /// <param name="plan">The rule.</param>
    /// <param name="streams">The run's index names.</param>
    /// <param name="store">Receives alerts; shared by all rules of a run.</param>
    public ReferenceRule(RulePlan plan, DataStreams streams, ReferenceStore store)
    {
        _plan = plan;
        _store = store;
        _search = ReferenceSearch.For(plan, streams);
        _suppression = plan.Rule.Suppression is null ? null : new(plan.Rule, streams, store);
    }

    /// <summary>What the last run found before duplicates, suppression and cuts.</summary>
    public int LastHits { get; private set; }

    /// <summary>Stands for a run that is known to find nothing.</summary>
    public void Skip(long tick)
    {
        _run++;
        _previous = tick;
        LastHits = 0;
    }

    /// <summary>Runs the rule once.</summary>
    /// <param name="tick">The run's start: <c>now</c>.</param>
    /// <param name="events">All events, in order of arrival; those that are not visible yet are left out here.</param>
    /// <param name="warnings">Receives what the run warns of.</param>
    public void Run(long tick, IReadOnlyList<ReferenceEvent> events, List<ReferenceWarning> warnings)
    {
        _run++;
        LastHits = 0;
        var visible = events
            .Where(e => e.VisibleFromMillis <= tick && _search.Sees(e.Event.StreamId))
            .Select(e => e.Event)
            .ToList();
        var windows = ReferenceWindow.Of(_plan.Schedule, tick, _previous, out var hasGap);
        foreach (var window in windows)
            Search(window, tick, visible, warnings);
        if (hasGap)
            warnings.Add(new(_run, ReferenceWarningKind.Gap));
        _previous = tick;
    }

    private void Search(
        ReferenceWindow window,
        long tick,
        List<Events.FieldSnapshot> visible,
        List<ReferenceWarning> warnings
    )
    {
        var candidates = _search.Find(window, tick, visible);
        LastHits += candidates.Count;
        var wasCut = Limit(ref candidates);
        var written = _suppression is null
            ? Write(candidates)
            : _suppression.Fold(candidates, window, _run, _plan.Rule.MaxSignals);
        if (written.WasCut || wasCut)
            warnings.Add(new(_run, ReferenceWarningKind.MaxSignals));
        _search.Written(written.Alerts, window);
    }

    /// <summary>
    /// Leaves what the search hands over at all: of EQL the newest <c>max_signals</c> (7.2, D16), of ES|QL the first pages (7.3.10).
    /// </summary>
    private bool Limit(ref List<ReferenceCandidate> candidates)
    {
        var max = _plan.Rule.MaxSignals;
        var limit = _plan.Rule.Type switch
        {
            RuleType.Eql => max,
            RuleType.Esql => (int)Math.Min(int.MaxValue, EsqlPagesMax * (long)max),
            _ => int.MaxValue,
        };
        if (candidates.Count <= limit)
            return false;
        candidates = _search.KeepsNewest ? candidates[^limit..] : candidates[..limit];
        return true;
    }

    /// <summary>Writes what is new, cut to <c>max_signals</c> (D15, D16).</summary>
    private ReferenceWritten Write(List<ReferenceCandidate> candidates)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var fresh = candidates.Where(c => !_store.Contains(c.Alert.Id) && seen.Add(c.Alert.Id)).ToList();
        var max = _plan.Rule.MaxSignals;
        var kept = fresh.Count <= max ? fresh : fresh[..max];
        foreach (var candidate in kept)
        {
            foreach (var block in candidate.Blocks)
                _store.Add(block, _run);
            _store.Add(candidate.Alert, _run);
        }

        return new([.. kept.Select(k => k.Alert)], fresh.Count > max);
    }
}

/// <summary>What a search led to.</summary>
/// <param name="Alerts">The alerts that were written or folded into others, without building blocks.</param>
/// <param name="WasCut">Whether <c>max_signals</c> left some out.</param>
internal sealed record ReferenceWritten(IReadOnlyList<Alerts.Alert> Alerts, bool WasCut);
