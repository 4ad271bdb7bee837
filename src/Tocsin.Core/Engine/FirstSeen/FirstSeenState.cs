namespace Tocsin.Core.Engine.FirstSeen;

/// <summary>One new-terms rule at work.</summary>
/// <remarks>
/// A term is new in the window of a tick when its earliest event since the beginning of the history is later than the beginning of
/// the window (D35); the alert is about that event, once (D37, D38). So an event is alerted when some tick sees it and the
/// event of its term before it, if any, lies before that tick's history. One thread at a time.
/// </remarks>
internal sealed class FirstSeenState(NewTermsPlan plan)
{
    private readonly TermRuns _runs = new(plan);

    /// <summary>The rule.</summary>
    public NewTermsPlan Plan { get; } = plan;

    /// <summary>About how much memory is held.</summary>
    public long SizeBytes => _runs.SizeBytes;

    /// <summary>Takes what a worker gathered.</summary>
    public void Commit(TermRuns gathered) => _runs.Merge(gathered);

    /// <summary>Raises the new terms of all ticks up to the last: the input is over.</summary>
    public void Complete(long firstTick, long lastTick, List<Detection> detections)
    {
        foreach (var (term, runs) in _runs.ByTerm)
        {
            long? previous = null;
            foreach (var run in runs)
            {
                if (TickThatFindsNew(run.FirstMillis, previous, firstTick, lastTick) is { } tick)
                    detections.Add(ToDetection(term, run, tick));
                previous = run.LastMillis;
            }
        }
    }

    private long? TickThatFindsNew(long millis, long? previous, long firstTick, long lastTick)
    {
        var schedule = Plan.Schedule;
        var tick = Math.Max(firstTick, schedule.FirstTickOver(millis));
        if (previous is { } before)
        {
            // The first tick whose history begins behind the previous event.
            tick = Math.Max(tick, schedule.TickAtOrAfter(before + 1 + Plan.Program.HistoryMillis));
        }

        return tick <= lastTick && schedule.WindowStart(tick) < millis ? tick : null;
    }

    private Detection ToDetection(ValueKey term, TermRun run, long tick)
    {
        var id = DetectionId.For(Plan.Rule.RuleId);
        id.Add(run.First.Id);
        id.Add(term.Values);
        var evidence = new Evidence();
        evidence.Add(run.First, run.FirstMillis);
        return new()
        {
            Plan = Plan,
            Id = id.Finish(),
            RaisedMillis = tick,
            LastRaisedMillis = tick,
            Event = run.First,
            EventId = run.First.Id,
            NewTerms = term.Values,
            Evidence = evidence,
        };
    }
}
