using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>One sequence or sample rule at work: candidates wait until no earlier one can come, then they are joined.</summary>
/// <remarks>One thread at a time.</remarks>
internal abstract class JoinState(SequencePlan plan)
{
    private readonly HashSet<string> _raised = [];

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
    public static JoinState For(SequencePlan plan, EngineOptions options) =>
        plan.IsSample ? new SampleState(plan) : new SequenceState(plan, options);

    /// <summary>Whether a candidate comes too late: what it could have changed has been decided.</summary>
    public abstract bool IsTooLate(SequenceCandidate candidate);

    /// <summary>Joins what can be joined when no candidate before an instant will come any more.</summary>
    /// <param name="millis">The instant.</param>
    /// <param name="firstTick">The rule's first run.</param>
    /// <param name="lastTick">The rule's last run, as far as the input is known.</param>
    /// <param name="detections">Receives what was raised.</param>
    public abstract void AdvanceTo(long millis, long firstTick, long lastTick, List<Detection> detections);

    /// <summary>Joins all that waits: the input is over.</summary>
    public abstract void Complete(long firstTick, long lastTick, List<Detection> detections);

    /// <summary>Takes what a worker gathered, in any order of time.</summary>
    public void Commit(List<SequenceCandidate> gathered)
    {
        foreach (var candidate in gathered)
        {
            Waiting.Add(candidate);
            SizeBytes += SizeOf(candidate);
        }
    }

    /// <summary>Lets go of the first few that wait.</summary>
    protected void Release(int count)
    {
        for (var i = 0; i < count; i++)
            SizeBytes -= SizeOf(Waiting[i]);
        Waiting.RemoveRange(0, count);
    }

    /// <summary>Raises a match, unless it has been raised.</summary>
    /// <param name="match">What was found.</param>
    /// <param name="tick">When the rule raises it.</param>
    /// <param name="identity">What tells it from other matches of the rule.</param>
    /// <param name="detections">Receives it.</param>
    protected void Raise(SequenceMatch match, long tick, string identity, List<Detection> detections)
    {
        if (!_raised.Add(identity))
            return;
        var evidence = new Evidence();
        foreach (var found in match.Events.OfType<StoredEvent>())
            evidence.Add(found, found.Timestamp);
        detections.Add(
            new()
            {
                Plan = Plan,
                Id = IdOf(match.JoinKeys, match.Events.Select(e => e?.Id ?? "")),
                RaisedMillis = tick,
                LastRaisedMillis = tick,
                Evidence = evidence,
                SequenceEvents = match.Events,
                JoinKeys = match.JoinKeys,
            }
        );
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

    private static long SizeOf(SequenceCandidate candidate) => candidate.Event.Record.Length + 200;
}
