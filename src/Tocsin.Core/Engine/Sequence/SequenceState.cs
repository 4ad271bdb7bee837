using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>A sequence rule at work: one run over all of time takes the candidates in order.</summary>
/// <remarks>Memory: the candidates since the last <see cref="AdvanceTo"/> and the run's partial matches.</remarks>
internal sealed class SequenceState : JoinState
{
    private readonly EngineOptions _options;
    private readonly SequenceRun _run;
    private readonly List<SequenceMatch> _matches = [];
    private readonly List<SequenceCandidate> _ready = [];
    private readonly SequenceLetGo? _letGo;
    private readonly Predicate<SequenceCandidate> _isInVain;
    private long _advancedTo = long.MinValue;

    // Once memory was short, what nothing has begun for is let go as soon as the next candidates are in; those before this place have been looked at.
    private bool _isShort;
    private int _settled;

    // How many have left for the run since all were looked at: of their keys others may wait in vain now.
    private int _moved;

    /// <param name="plan">The rule.</param>
    /// <param name="options">From when to when it alerts.</param>
    public SequenceState(SequencePlan plan, EngineOptions options)
        : base(plan)
    {
        _options = options;
        _run = (SequenceRun)plan.Program.Start();
        _letGo = SequenceLetGo.For(plan.Program);
        _isInVain = candidate => _letGo!.TryLetGo(candidate, _run);
    }

    /// <inheritdoc/>
    public override long Evicted => _run.Evicted;

    /// <inheritdoc/>
    public override long Position => _advancedTo;

    /// <inheritdoc/>
    public override bool Knows(ValueKey key) => _run is not SequenceRun run || run.Knows(key);

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
    public override void Commit(List<SequenceCandidate> gathered)
    {
        if (_isShort)
        {
            foreach (var candidate in gathered)
                _letGo!.Begin(candidate);
            Release(_settled, _isInVain);
        }

        _settled = Waiting.Count;
        base.Commit(gathered);
    }

    /// <inheritdoc/>
    public override void LetGo()
    {
        if (_letGo is null || (_isShort && _moved < Waiting.Count / 8))
            return;
        _isShort = true;
        _moved = 0;
        _letGo.Clear();
        foreach (var candidate in Waiting)
            _letGo.Begin(candidate);
        Release(0, _isInVain);
        _settled = Waiting.Count;
    }

    /// <summary>Whether it rests: see <see cref="TryRest"/>.</summary>
    public bool IsDormant { get; private set; }

    /// <summary>Whether a candidate can begin a match.</summary>
    public bool IsFirstEvent(SequenceCandidate candidate) => ((SequenceProgram)Plan.Program).IsFirstEvent(candidate);

    /// <summary>
    /// Lets it rest, if nothing has begun: then what comes is of no use to it before a first event (<see cref="IsFirstEvent"/>).
    /// </summary>
    /// <param name="waiting">Receives what waits; it is the caller's from now on.</param>
    /// <returns>Whether it rests from now on.</returns>
    public bool TryRest(List<SequenceCandidate> waiting)
    {
        if (_letGo is null || IsDormant || _run.KeyCount > 0 || Waiting.Exists(IsFirstEvent))
            return false;
        waiting.AddRange(Waiting);
        Release(Waiting.Count);
        _letGo.Clear();
        _settled = 0;
        IsDormant = true;
        return true;
    }

    /// <summary>Ends the rest: something begins.</summary>
    public void Wake() => IsDormant = false;

    /// <summary>Takes note that while it rested what came up to an instant was let go.</summary>
    public void LetGoUntil(long millis) => _letGo!.LetGoUntil(millis);

    /// <inheritdoc/>
    public override void AdvanceTo(long millis, long firstTick, long lastTick, List<Detection> detections)
    {
        if (millis <= _advancedTo)
            return;
        _advancedTo = millis;
        Take(c => c.TimeMillis < millis, _ready);
        _ready.Sort();
        foreach (var candidate in _ready)
            _run.Push(candidate, _matches);
        _moved += _ready.Count;
        _settled = Math.Max(0, _settled - _ready.Count);
        _ready.Clear();
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
        var run = _run.Fork(key);
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
            if (last != Event.NoTime && (last < _options.FromMillis || last > _options.ToMillis))
                continue;
            var identity = IdOf(match.JoinKeys, match.Events.Select(e => e?.Id ?? ""));
            Raise(match, Plan.Schedule.TickAtOrAfter(last), identity, detections);
        }

        _matches.Clear();
    }
}
