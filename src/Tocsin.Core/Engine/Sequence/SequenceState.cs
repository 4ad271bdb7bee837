using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>A sequence rule at work: one run over all of time takes the candidates in order.</summary>
/// <remarks>Memory: the candidates since the last <see cref="AdvanceTo"/> and the run's partial matches.</remarks>
internal sealed class SequenceState(SequencePlan plan, EngineOptions options) : JoinState(plan)
{
    private readonly ISequenceRun _run = plan.Program.Start();
    private readonly List<SequenceMatch> _matches = [];
    private long _advancedTo = long.MinValue;

    /// <inheritdoc/>
    public override long Evicted => _run.Evicted;

    /// <inheritdoc/>
    public override bool IsTooLate(SequenceCandidate candidate) => candidate.TimeMillis < _advancedTo;

    /// <inheritdoc/>
    public override void AdvanceTo(long millis, long firstTick, long lastTick, List<Detection> detections)
    {
        if (millis <= _advancedTo)
            return;
        _advancedTo = millis;
        Waiting.Sort();
        var count = Waiting.FindIndex(c => c.TimeMillis >= millis);
        if (count < 0)
            count = Waiting.Count;
        for (var i = 0; i < count; i++)
            _run.Push(Waiting[i], _matches);
        Release(count);
        _run.AdvanceTo(millis, _matches);
        Raise(detections);
    }

    /// <inheritdoc/>
    public override void Complete(long firstTick, long lastTick, List<Detection> detections)
    {
        AdvanceTo(long.MaxValue, firstTick, lastTick, detections);
        _run.Complete(_matches);
        Raise(detections);
    }

    private void Raise(List<Detection> detections)
    {
        foreach (var match in _matches)
        {
            var last = Event.NoTime;
            foreach (var found in match.Events)
                last = Math.Max(last, found?.Timestamp ?? Event.NoTime);
            // A sequence is found with its last event, like a match of a single one.
            if (last != Event.NoTime && (last < options.FromMillis || last > options.ToMillis))
                continue;
            var identity = IdOf(match.JoinKeys, match.Events.Select(e => e?.Id ?? ""));
            Raise(match, Plan.Schedule.TickAtOrAfter(last), identity, detections);
        }

        _matches.Clear();
    }
}
