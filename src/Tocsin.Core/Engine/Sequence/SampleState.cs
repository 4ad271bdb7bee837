using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>A sample rule at work: each run joins the events of its window, afresh.</summary>
/// <remarks>
/// <para>A run whose window holds the same candidates as the one before it finds the same and is passed over, so time without events costs
/// nothing. Of matches with the same events the first is raised.</para>
/// <para>Memory: the candidates that some run to come still sees, and the state of one run.</para>
/// </remarks>
internal sealed class SampleState(SequencePlan plan) : JoinState(plan)
{
    private static readonly Comparison<SequenceCandidate> ByRuleTime = static (x, y) =>
        x.RuleMillis.CompareTo(y.RuleMillis) is not 0 and var order ? order : x.CompareTo(y);

    private readonly List<SequenceMatch> _matches = [];
    private long _lastRun = long.MinValue;
    private long _evicted;

    /// <inheritdoc/>
    public override long Evicted => _evicted;

    /// <inheritdoc/>
    public override long Position => _lastRun;

    /// <inheritdoc/>
    public override void Resume(long position, List<SequenceCandidate> candidates)
    {
        _lastRun = position;
        Commit(candidates);
    }

    /// <inheritdoc/>
    public override bool IsTooLate(SequenceCandidate candidate) =>
        _lastRun != long.MinValue && Plan.Schedule.FirstTickOver(candidate.RuleMillis) <= _lastRun;

    /// <inheritdoc/>
    public override void AdvanceTo(long millis, long firstTick, long lastTick, List<Detection> detections)
    {
        // The window of a run is complete when its end lies before the instant.
        var complete = Plan.Schedule.TickAtOrBefore(millis - 1 + Plan.Schedule.EndMillis);
        Complete(firstTick, Math.Min(lastTick, complete), detections);
    }

    /// <inheritdoc/>
    public override void Complete(long firstTick, long lastTick, List<Detection> detections)
    {
        if (lastTick <= _lastRun)
            return;
        Waiting.Sort(ByRuleTime);
        // Those before `left` are in no window any more, those before `entered` have been in one. What came too late counts as seen.
        var left = 0;
        var entered = 0;
        Move(_lastRun, ref left, ref entered);
        while (NextChange(left, entered) is { } change && Math.Max(change, firstTick) is var tick && tick <= lastTick)
        {
            Move(tick, ref left, ref entered);
            Run(Waiting[left..entered], tick, detections);
        }

        _lastRun = lastTick;
        Release(left);
    }

    /// <summary>Goes to the window of a run.</summary>
    private void Move(long tick, ref int left, ref int entered)
    {
        while (left < Waiting.Count && Plan.Schedule.LastTickOver(Waiting[left].RuleMillis) < tick)
            left++;
        entered = Math.Max(entered, left);
        while (entered < Waiting.Count && Plan.Schedule.FirstTickOver(Waiting[entered].RuleMillis) <= tick)
            entered++;
    }

    /// <summary>The next run whose window differs from that of the one before; null without any.</summary>
    private long? NextChange(int left, int entered)
    {
        long? next = entered < Waiting.Count ? Plan.Schedule.FirstTickOver(Waiting[entered].RuleMillis) : null;
        if (left == entered)
            return next;
        var leaves = Plan.Schedule.LastTickOver(Waiting[left].RuleMillis) + Plan.Schedule.IntervalMillis;
        return next is null ? leaves : Math.Min(next.Value, leaves);
    }

    private void Run(List<SequenceCandidate> window, long tick, List<Detection> detections)
    {
        window.Sort();
        var run = Plan.Program.Start();
        foreach (var candidate in window)
            run.Push(candidate, _matches);
        run.Complete(_matches);
        _evicted += run.Evicted;
        foreach (var match in _matches)
        {
            // The filters that its events went to may change from window to window.
            var ids = match.Events.OfType<StoredEvent>().Select(e => e.Id).Order(StringComparer.Ordinal);
            Raise(match, tick, IdOf(match.JoinKeys, ids), detections);
        }

        _matches.Clear();
    }
}
