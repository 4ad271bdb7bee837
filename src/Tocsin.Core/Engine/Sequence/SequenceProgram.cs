namespace Tocsin.Core.Engine.Sequence;

/// <summary>An EQL sequence (EQL specification, section 12).</summary>
internal sealed class SequenceProgram : JoinProgram
{
    /// <param name="items">The items in order, without <c>until</c>; at least one is not missing.</param>
    /// <param name="until">What ends partial matches, or null.</param>
    /// <param name="maxspanMillis">The longest time from the first event to the last, or null.</param>
    /// <param name="order">The order of events.</param>
    /// <param name="limits">How much may be remembered.</param>
    public SequenceProgram(
        IReadOnlyList<JoinItem> items,
        JoinItem? until,
        long? maxspanMillis,
        EventOrder order,
        SequenceLimits limits
    )
        : base(until is null ? items : [.. items, until], order, limits)
    {
        Stages = SequenceStages.Of(items);
        FirstItemBit = Stages is { Leading.Length: 0, Groups: [{ Item: < 64 and var first }, ..] } ? 1UL << first : 0;
        UntilItem = until is null ? null : items.Count;
        MaxspanMillis = maxspanMillis;
    }

    /// <summary>The items that must occur, repeats written out, and where the missing ones stand between them.</summary>
    public SequenceStages Stages { get; }

    /// <summary>The place of <c>until</c> among the items, or null.</summary>
    public int? UntilItem { get; }

    /// <summary>The longest time from the first event to the last, in milliseconds, inclusive; or null.</summary>
    public long? MaxspanMillis { get; }

    /// <summary>
    /// Whether a match stays one, or gives way to another of its key, when an event before its last one comes to light: so it is where nothing
    /// ends or forbids matches.
    /// </summary>
    public bool MatchesStay => Stages.Missing.Length == 0 && UntilItem is null;

    /// <summary>
    /// The bit of the item without whose event nothing begins; 0 where there is none: a match may begin with an event that must be missing, or the
    /// query has too many items.
    /// </summary>
    public ulong FirstItemBit { get; }

    /// <summary>Whether an event can begin a match.</summary>
    public bool IsFirstEvent(SequenceCandidate candidate) => candidate.Keys[Stages.Groups[0].Item] is not null;

    protected override bool TakesEventsWithoutTime => false;

    protected override bool IsShown(int item) => item != UntilItem && !Items[item].IsMissing;

    /// <inheritdoc/>
    public override ISequenceRun Start() => new SequenceRun(this);
}
