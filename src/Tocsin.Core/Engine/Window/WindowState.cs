namespace Tocsin.Core.Engine.Window;

/// <summary>One windowed rule at work: its panes, the ticks that are due, and the episodes that are going on.</summary>
/// <remarks>
/// <para>Events may come in any order; a tick is evaluated once all events of its window are in, which the caller tells with
/// <see cref="AdvanceTo"/>. Only ticks whose window holds something are evaluated; the others can give no row.</para>
/// <para>One thread at a time.</para>
/// </remarks>
internal sealed class WindowState(WindowPlan plan)
{
    private readonly WindowPanes _panes = new(plan);
    private readonly Episodes _episodes = new(plan);
    private readonly HashSet<string> _raised = [];
    private long _nextTick = long.MinValue;

    /// <summary>The rule.</summary>
    public WindowPlan Plan { get; } = plan;

    /// <summary>How many ticks were evaluated.</summary>
    public long TicksEvaluated { get; private set; }

    /// <summary>Whether an event of this time comes too late: a tick whose window held it has been evaluated.</summary>
    public bool IsTooLate(long timeMillis) =>
        _nextTick != long.MinValue && Plan.Schedule.FirstTickOver(timeMillis) < _nextTick;

    /// <summary>About how much memory the panes hold.</summary>
    public long SizeBytes => _panes.SizeBytes;

    /// <summary>Holds the same in less memory, as far as it can.</summary>
    public void Shrink() => _panes.Shrink();

    /// <summary>Takes what a worker gathered.</summary>
    public void Commit(WindowPanes gathered) => _panes.Merge(gathered);

    /// <summary>Evaluates the ticks from <paramref name="firstTick"/> to <paramref name="lastTick"/> that have not been evaluated yet.</summary>
    /// <param name="firstTick">The first tick of the scan for this rule.</param>
    /// <param name="lastTick">The last tick whose window is complete.</param>
    /// <param name="detections">Receives the alerts of episodes that ended.</param>
    public void AdvanceTo(long firstTick, long lastTick, List<Detection> detections)
    {
        var schedule = Plan.Schedule;
        var tick = Math.Max(firstTick, _nextTick);
        for (; _panes.GoToDue(ref tick, lastTick); tick += schedule.IntervalMillis)
            Evaluate(tick, detections);

        _nextTick = Math.Max(_nextTick, lastTick + schedule.IntervalMillis);
        _episodes.EndBefore(_nextTick, detections);
        _panes.DropBefore(schedule.WindowStart(_nextTick));
    }

    /// <summary>Ends all episodes: the input is over.</summary>
    public void Complete(List<Detection> detections) => _episodes.EndAll(detections);

    private void Evaluate(long tick, List<Detection> detections)
    {
        TicksEvaluated++;
        var result = Plan.Program.Finish(_panes.Of(tick), tick, null);
        if (Plan.Program.IsAggregating)
            _episodes.Observe(tick, result, detections);
        else
            ObserveEvents(tick, result, detections);
    }

    /// <summary>Rows that stand for an event each: an event alerts once, in however many windows it is found.</summary>
    private void ObserveEvents(long tick, ResultTable result, List<Detection> detections)
    {
        foreach (var row in result.Rows)
        {
            if (row.Evidence is not { Items.Count: > 0 } evidence)
                continue;
            var id = DetectionId.For(Plan.Rule.RuleId);
            id.Add(evidence.Items[0].Id);
            id.Add(row.GroupKey);
            var finished = id.Finish();
            if (!_raised.Add(finished))
                continue;
            detections.Add(
                new()
                {
                    Plan = Plan,
                    Id = finished,
                    RaisedMillis = tick,
                    LastRaisedMillis = tick,
                    Event = evidence.Items[0].Event,
                    EventId = evidence.Items[0].Id,
                    Columns = result.Columns,
                    Cells = row.Cells,
                    Evidence = evidence,
                }
            );
        }
    }
}
