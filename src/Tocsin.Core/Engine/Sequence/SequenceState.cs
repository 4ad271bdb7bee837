using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>A sequence rule at work: one run over all of time takes the candidates in order.</summary>
/// <remarks>Memory: the candidates since the last <see cref="AdvanceTo"/> and the run's partial matches.</remarks>
internal sealed class SequenceState(SequencePlan plan, EngineOptions options) : JoinState(plan)
{
    private readonly ISequenceRun _run = plan.Program.Start();
    private readonly List<SequenceMatch> _matches = [];
    private readonly SequenceLetGo? _letGo = SequenceLetGo.For(plan.Program);
    private long _advancedTo = long.MinValue;

    /// <inheritdoc/>
    public override long Evicted => _run.Evicted;

    /// <inheritdoc/>
    public override long Position => _advancedTo;

    /// <inheritdoc/>
    public override long LiveStates => _run.LiveStates;

    /// <inheritdoc/>
    public override long RunBytes => _run.SizeBytes;

    /// <inheritdoc/>
    public override long? ForgetOlderHalf()
    {
        if (_run.MedianMillis is not { } millis)
            return null;
        _run.ForgetBefore(millis + 1);
        return millis + 1;
    }

    /// <inheritdoc/>
    public override bool IsTooLate(SequenceCandidate candidate) =>
        candidate.TimeMillis < _advancedTo || _letGo?.IsTooLate(candidate) == true;

    /// <inheritdoc/>
    public override void LetGo()
    {
        if (_letGo is null || _run is not SequenceRun run)
            return;
        _letGo.Begin(Waiting);
        Release(c => _letGo.TryLetGo(c, run));
    }

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

    /// <inheritdoc/>
    public override void Resume(long position, List<SequenceCandidate> candidates)
    {
        Commit(candidates);
        AdvanceTo(position, 0, 0, []);
    }

    /// <inheritdoc/>
    public override List<Detection> TryAhead(ValueKey key, IReadOnlyList<SequenceCandidate> candidates)
    {
        var run = ((SequenceRun)_run).Fork(key);
        var matches = new List<SequenceMatch>();
        foreach (var candidate in candidates)
            run.Push(candidate, matches);
        var detections = new List<Detection>();
        foreach (var match in matches)
        {
            // A candidate may be of other keys too, of which the fork knows nothing.
            if (new ValueKey(match.JoinKeys) == key)
                detections.Add(ToDetection(match, Plan.Schedule.TickAtOrAfter(LastOf(match))));
        }

        return detections;
    }

    private static long LastOf(SequenceMatch match)
    {
        var last = Event.NoTime;
        foreach (var found in match.Events)
            last = Math.Max(last, found?.Timestamp ?? Event.NoTime);
        return last;
    }

    private void Raise(List<Detection> detections)
    {
        foreach (var match in _matches)
        {
            var last = LastOf(match);
            // A sequence is found with its last event, like a match of a single one.
            if (last != Event.NoTime && (last < options.FromMillis || last > options.ToMillis))
                continue;
            var identity = IdOf(match.JoinKeys, match.Events.Select(e => e?.Id ?? ""));
            Raise(match, Plan.Schedule.TickAtOrAfter(last), identity, detections);
        }

        _matches.Clear();
    }
}
