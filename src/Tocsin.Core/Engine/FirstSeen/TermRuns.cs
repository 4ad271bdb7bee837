using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.FirstSeen;

/// <summary>When each term was seen: its runs, in order of time.</summary>
/// <remarks>
/// Events may be added in any order and tables may be merged: the result is the same. An event that follows another of its term by
/// less than history minus look-back minus interval is old in every window that holds it, so such events form one run of which
/// only the first event, and the last time, matter. One thread at a time.
/// </remarks>
internal sealed class TermRuns(NewTermsPlan plan)
{
    private readonly long _gapMillis = Math.Max(
        0,
        plan.Program.HistoryMillis - plan.Schedule.LookBackMillis - plan.Schedule.IntervalMillis
    );

    private readonly List<ValueKey> _terms = [];

    /// <summary>The runs of each term, ascending.</summary>
    public Dictionary<ValueKey, List<TermRun>> ByTerm { get; } = [];

    /// <summary>About how much memory is held.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Adds the event of a context, if it matches.</summary>
    public void Add(EvalContext context, long timeMillis)
    {
        _terms.Clear();
        plan.Program.Collect(context, _terms);
        StoredEvent? stored = null;
        foreach (var term in _terms)
        {
            if (ByTerm.TryGetValue(term, out var runs) && TryProlong(runs, timeMillis))
                continue;
            stored ??= context.Event!.Store();
            Add(runs is null ? term.ToOwned() : term, new(stored, timeMillis, timeMillis));
        }
    }

    /// <summary>Adds all runs of another table.</summary>
    public void Merge(TermRuns other)
    {
        foreach (var (term, runs) in other.ByTerm)
        {
            foreach (var run in runs)
                Add(term, run);
        }
    }

    private bool TryProlong(List<TermRun> runs, long timeMillis)
    {
        // In order of time nearly every event falls behind the last run's beginning.
        var last = runs[^1];
        if (timeMillis <= last.FirstMillis || timeMillis - last.LastMillis > _gapMillis)
            return false;
        if (timeMillis > last.LastMillis)
            runs[^1] = last with { LastMillis = timeMillis };
        return true;
    }

    private void Add(ValueKey term, TermRun added)
    {
        if (!ByTerm.TryGetValue(term, out var runs))
        {
            ByTerm[term] = runs = [];
            SizeBytes += term.SizeBytes + 100;
        }

        // Take in every run that touches the new one.
        for (var i = runs.Count - 1; i >= 0; i--)
        {
            var run = runs[i];
            if (run.FirstMillis - added.LastMillis > _gapMillis || added.FirstMillis - run.LastMillis > _gapMillis)
                continue;
            runs.RemoveAt(i);
            SizeBytes -= run.First.Record.Length;
            added = Join(run, added);
        }

        var place = runs.FindIndex(r => r.FirstMillis > added.FirstMillis);
        runs.Insert(place < 0 ? runs.Count : place, added);
        SizeBytes += added.First.Record.Length;
    }

    private static TermRun Join(TermRun a, TermRun b)
    {
        // Of events of one instant the smaller id is the first, whatever came in first.
        var order = a.FirstMillis.CompareTo(b.FirstMillis);
        if (order == 0)
            order = string.CompareOrdinal(a.First.Id, b.First.Id);
        var first = order <= 0 ? a : b;
        return first with { LastMillis = Math.Max(a.LastMillis, b.LastMillis) };
    }
}
