using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>The state of one key tuple: a slot for each stage but the last, and what is known of missing events.</summary>
internal sealed class SequenceMachine(ValueKey key, int slots, int missing)
{
    private readonly Occurrence[]? _occurrences = missing > 0 ? new Occurrence[missing] : null;

    /// <summary>The key tuple.</summary>
    public ValueKey Key { get; } = key;

    /// <summary>The partial match that has reached each stage; at most one.</summary>
    public PartialMatch?[] Slots { get; } = new PartialMatch?[slots];

    /// <summary>
    /// The matches that wait for a trailing missing event, oldest first, with some that are done; null without any that waits.
    /// </summary>
    public List<PendingMatch>? Pending { get; private set; }

    /// <summary>How many matches wait.</summary>
    public int PendingCount { get; private set; }

    /// <summary>How many slots are taken.</summary>
    public int LiveCount { get; set; }

    /// <summary>When the machine was last used, by the time of events.</summary>
    public long TouchedMillis { get; set; }

    /// <summary>The machine used before this one.</summary>
    public SequenceMachine? Older { get; set; }

    /// <summary>The machine used after this one.</summary>
    public SequenceMachine? Newer { get; set; }

    /// <summary>Whether it holds nothing that a later event could need, but for leading missing events.</summary>
    public bool IsIdle => LiveCount == 0 && Pending is null;

    /// <summary>Notes that an event of a missing item occurred.</summary>
    public void Note(int missingIndex, long millis)
    {
        ref var occurrence = ref _occurrences![missingIndex];
        if (!occurrence.IsKnown)
            occurrence = new(true, millis, Event.NoTime);
        else if (millis > occurrence.LatestMillis)
            occurrence = new(true, millis, occurrence.LatestMillis);
    }

    /// <summary>
    /// The latest event of a missing item before an instant, or <see cref="Event.NoTime"/>. The instant is that of the event at hand, so the
    /// two latest distinct instants are enough to know.
    /// </summary>
    public long LatestBefore(int missingIndex, long millis)
    {
        ref readonly var occurrence = ref _occurrences![missingIndex];
        return !occurrence.IsKnown ? Event.NoTime
            : occurrence.LatestMillis < millis ? occurrence.LatestMillis
            : occurrence.EarlierMillis;
    }

    /// <summary>Adds a match that waits.</summary>
    public void Wait(PendingMatch match)
    {
        (Pending ??= []).Add(match);
        PendingCount++;
    }

    /// <summary>Marks a match as done. Done ones are swept out when they are the greater part, so that each costs a constant time.</summary>
    public void Finish(PendingMatch match)
    {
        match.IsDone = true;
        PendingCount--;
        if (PendingCount == 0)
            Pending = null;
        else if (Pending!.Count > 2 * PendingCount + 16)
            Pending.RemoveAll(static p => p.IsDone);
    }

    private readonly record struct Occurrence(bool IsKnown, long LatestMillis, long EarlierMillis);
}
