using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.FirstSeen;

/// <summary>When each term was seen: its runs, in order of time.</summary>
/// <remarks>
/// Events may be added in any order and tables may be merged: the result is the same. An event that follows another of its term by
/// less than history minus look-back minus interval is old in every window that holds it, so such events form one run of which
/// only the first event, and the last time, matter. One thread at a time.
/// </remarks>
internal sealed class TermRuns(NewTermsPlan plan)
{
    private readonly long _gapMillis = GapMillis(plan);

    /// <summary>The runs of each term, ascending.</summary>
    public Dictionary<ValueKey, List<TermRun>> ByTerm { get; } = [];

    /// <summary>About how much memory is held.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>How long after an event of its term another is old in every window that holds it.</summary>
    public static long GapMillis(NewTermsPlan plan) =>
        Math.Max(0, plan.Program.HistoryMillis - plan.Schedule.LookBackMillis - plan.Schedule.IntervalMillis);

    /// <summary>Adds all runs of another table.</summary>
    public void Merge(TermRuns other)
    {
        foreach (var (term, runs) in other.ByTerm)
        {
            foreach (var run in runs)
                Add(term, run);
        }
    }

    /// <summary>Adds a run of a term.</summary>
    /// <param name="term">The term; borrows nothing.</param>
    /// <param name="added">The run.</param>
    public void Add(ValueKey term, TermRun added)
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
            SizeBytes -= run.First.RecordBytes;
            added = Join(run, added);
        }

        var place = runs.Count;
        while (place > 0 && runs[place - 1].FirstMillis > added.FirstMillis)
            place--;
        runs.Insert(place, added);
        SizeBytes += added.First.RecordBytes;
    }

    private static TermRun Join(TermRun a, TermRun b)
    {
        // Of events of one instant the smaller id is the first, whatever came in first; of copies of an event the first that came.
        var order = a.FirstMillis.CompareTo(b.FirstMillis);
        if (order == 0)
            order = string.CompareOrdinal(a.First.Id, b.First.Id);
        if (order == 0)
            order = a.First.Arrival.CompareTo(b.First.Arrival);
        var first = order <= 0 ? a : b;
        return first with { LastMillis = Math.Max(a.LastMillis, b.LastMillis) };
    }
}
