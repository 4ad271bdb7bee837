using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>The events of a match up to some stage: the last of them, and the partial match before it.</summary>
/// <remarks>Immutable: taking a step makes a new one that shares the rest.</remarks>
internal sealed class PartialMatch
{
    private const int OverheadBytes = 160;

    private PartialMatch(SequenceCandidate last, PartialMatch? before, long leadingMillis, bool isRejected)
    {
        Last = last;
        Before = before;
        FirstMillis = before?.FirstMillis ?? last.TimeMillis;
        LeadingMillis = leadingMillis;
        IsRejected = isRejected;
        SizeBytes = (before?.SizeBytes ?? 0) + last.Event.HeldBytes + OverheadBytes;
    }

    /// <summary>The latest event.</summary>
    public SequenceCandidate Last { get; }

    /// <summary>The match without it; null at the first stage.</summary>
    public PartialMatch? Before { get; }

    /// <summary>The instant of the first event.</summary>
    public long FirstMillis { get; }

    /// <summary>The latest event of a leading missing item before the first event, or <see cref="Event.NoTime"/>.</summary>
    public long LeadingMillis { get; }

    /// <summary>
    /// Whether a missing event between two of its events did occur. Such a match keeps its place, since it takes that of others, and is dropped
    /// when it is complete (EQL specification, 12.7.8).
    /// </summary>
    public bool IsRejected { get; }

    /// <summary>About how much memory it holds.</summary>
    public long SizeBytes { get; }

    /// <summary>A match of one event.</summary>
    public static PartialMatch Begin(SequenceCandidate first, long leadingMillis) =>
        new(first, null, leadingMillis, isRejected: false);

    /// <summary>The match with one more event.</summary>
    public PartialMatch Append(SequenceCandidate next, bool isRejected) =>
        new(next, this, LeadingMillis, IsRejected || isRejected);

    /// <summary>The events by stage.</summary>
    public StoredEvent[] ToEvents(int count)
    {
        var events = new StoredEvent[count];
        var match = this;
        for (var i = count - 1; i >= 0; i--)
        {
            events[i] = match!.Last.Event;
            match = match.Before;
        }

        return events;
    }
}
