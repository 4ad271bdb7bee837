namespace Tocsin.Core.Engine.Sequence;

/// <summary>A match that is complete but for a trailing missing event: an event of that kind up to the deadline rejects it.</summary>
internal sealed class PendingMatch(
    SequenceMachine machine,
    SequenceMatch match,
    long endMillis,
    long deadlineMillis,
    long sizeBytes
)
{
    public SequenceMachine Machine { get; } = machine;

    public SequenceMatch Match { get; } = match;

    /// <summary>The instant of the last event.</summary>
    public long EndMillis { get; } = endMillis;

    /// <summary>The last instant at which an event of a trailing missing item rejects the match.</summary>
    public long DeadlineMillis { get; } = deadlineMillis;

    /// <summary>About how much memory it holds.</summary>
    public long SizeBytes { get; } = sizeBytes;

    /// <summary>Whether it has been handed out, rejected or dropped.</summary>
    public bool IsDone { get; set; }
}
