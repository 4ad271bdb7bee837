using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>One sequence or sample rule at work: candidates wait until no earlier one can come, then they are joined.</summary>
/// <remarks>One thread at a time.</remarks>
internal abstract class JoinState(SequencePlan plan)
{
    private readonly HashSet<string> _raised = [];

    /// <summary>Tells whether a match, by its identity and the tick that raises it, was not raised before; null remembers all for good.</summary>
    public Func<string, long, bool>? IsFirst { get; init; }

    /// <summary>How far it has come: what lies before was decided. <see cref="long.MinValue"/> at the beginning.</summary>
    public abstract long Position { get; }

    /// <summary>How many candidates wait.</summary>
    public int WaitingCount => Waiting.Count;

    /// <summary>Candidates that wait, in no particular order.</summary>
    public IReadOnlyList<SequenceCandidate> WaitingCandidates => Waiting;

    /// <summary>What the partial matches of a key would come to with some candidates; nothing is changed. Empty where that cannot be told.</summary>
    /// <param name="key">The key.</param>
    /// <param name="candidates">In order.</param>
    public virtual List<Detection> TryAhead(ValueKey key, IReadOnlyList<SequenceCandidate> candidates) => [];

    /// <summary>Whether partial matches of a key may be held.</summary>
    public virtual bool Knows(ValueKey key) => true;

    /// <summary>How many partial matches are held.</summary>
    public virtual long LiveStates => 0;

    /// <summary>About how much memory they take.</summary>
    public virtual long RunBytes => 0;

    /// <summary>Drops the older half of the partial matches.</summary>
    /// <returns>The instant before which no event counts any more; null where nothing was dropped.</returns>
    public virtual long? ForgetOlderHalf() => null;

    /// <summary>A time before which about half of the candidates lie that wait; there must be one.</summary>
    public long MedianWaitingMillis
    {
        get
        {
            var times = Waiting.ConvertAll(c => Plan.IsSample ? c.RuleMillis : c.TimeMillis);
            times.Sort();
            return times[times.Count / 2];
        }
    }

    /// <summary>Goes on from a position, with candidates that had been taken before; nothing is raised for them.</summary>
    /// <param name="position">See <see cref="Position"/>.</param>
    /// <param name="candidates">Those that can still matter, in any order.</param>
    public abstract void Resume(long position, List<SequenceCandidate> candidates);

    /// <summary>The rule.</summary>
    public SequencePlan Plan { get; } = plan;

    /// <summary>How many partial matches were dropped because a limit was reached.</summary>
    public abstract long Evicted { get; }

    /// <summary>About how much memory the candidates hold that are kept.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Candidates that have not had their turn.</summary>
    protected List<SequenceCandidate> Waiting { get; } = [];

    /// <summary>The state of a rule that has seen nothing yet.</summary>
    /// <param name="plan">The rule.</param>
    /// <param name="options">From when to when it alerts.</param>
    /// <param name="isFirst">See <see cref="IsFirst"/>.</param>
    public static JoinState For(SequencePlan plan, EngineOptions options, Func<string, long, bool>? isFirst = null) =>
        plan.IsSample
            ? new SampleState(plan) { IsFirst = isFirst }
            : new SequenceState(plan, options) { IsFirst = isFirst };

    /// <summary>Whether a candidate comes too late: what it could have changed has been decided.</summary>
    public abstract bool IsTooLate(SequenceCandidate candidate);

    /// <summary>Joins what can be joined when no candidate before an instant will come any more.</summary>
    /// <param name="millis">The instant.</param>
    /// <param name="firstTick">The rule's first run.</param>
    /// <param name="lastTick">The rule's last run, as far as the input is known.</param>
    /// <param name="detections">Receives what was raised.</param>
    public abstract void AdvanceTo(long millis, long firstTick, long lastTick, List<Detection> detections);

    /// <summary>
    /// Lets go of candidates that can only matter if earlier events are still to come. Should one come after all, it is too late
    /// (<see cref="IsTooLate"/>).
    /// </summary>
    public virtual void LetGo() { }

    /// <summary>Joins all that waits: the input is over.</summary>
    public abstract void Complete(long firstTick, long lastTick, List<Detection> detections);

    /// <summary>Takes what a worker gathered, in any order of time.</summary>
    public virtual void Commit(List<SequenceCandidate> gathered)
    {
        foreach (var candidate in gathered)
        {
            Waiting.Add(candidate);
            SizeBytes += SizeOf(candidate);
        }
    }

    /// <summary>Takes those out that meet a condition; the others keep their order.</summary>
    protected void Take(Predicate<SequenceCandidate> isMeant, List<SequenceCandidate> taken)
    {
        foreach (var candidate in Waiting)
        {
            if (isMeant(candidate))
                taken.Add(candidate);
        }

        if (taken.Count > 0)
            Release(0, isMeant);
    }

    /// <summary>Lets go of the first few that wait.</summary>
    protected void Release(int count)
    {
        for (var i = 0; i < count; i++)
            SizeBytes -= SizeOf(Waiting[i]);
        Waiting.RemoveRange(0, count);
    }

    /// <summary>Lets go of those from a place on that meet a condition.</summary>
    protected void Release(int start, Predicate<SequenceCandidate> isMeant)
    {
        var kept = start;
        for (var i = start; i < Waiting.Count; i++)
        {
            if (isMeant(Waiting[i]))
                SizeBytes -= SizeOf(Waiting[i]);
            else
                Waiting[kept++] = Waiting[i];
        }

        Waiting.RemoveRange(kept, Waiting.Count - kept);
    }

    /// <summary>Raises a match, unless it has been raised.</summary>
    /// <param name="match">What was found.</param>
    /// <param name="tick">When the rule raises it.</param>
    /// <param name="identity">What tells it from other matches of the rule.</param>
    /// <param name="detections">Receives it.</param>
    protected void Raise(SequenceMatch match, long tick, string identity, List<Detection> detections)
    {
        if (IsFirst is null ? _raised.Add(identity) : IsFirst(identity, tick))
            detections.Add(ToDetection(match, tick));
    }

    /// <summary>The detection of a match.</summary>
    protected Detection ToDetection(SequenceMatch match, long tick)
    {
        var evidence = new Evidence();
        foreach (var found in match.Events.OfType<StoredEvent>())
            evidence.Add(found, found.Timestamp);
        return new()
        {
            Plan = Plan,
            Id = IdOf(match.JoinKeys, match.Events.Select(e => e?.Id ?? "")),
            RaisedMillis = tick,
            LastRaisedMillis = tick,
            Evidence = evidence,
            SequenceEvents = match.Events,
            JoinKeys = match.JoinKeys,
        };
    }

    /// <summary>The id of a match.</summary>
    protected string IdOf(Values.Value[] keys, IEnumerable<string> events)
    {
        var id = DetectionId.For(Plan.Rule.RuleId);
        id.Add(keys);
        foreach (var found in events)
            id.Add(found);
        return id.Finish();
    }

    private static long SizeOf(SequenceCandidate candidate) => candidate.Event.HeldBytes + 200;
}
