using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>A row between operators that hold rows.</summary>
/// <param name="cells">One for each cell number of the plan; those not computed yet are null. They borrow nothing.</param>
internal sealed class Row(Value[] cells)
{
    /// <summary>See the constructor.</summary>
    public Value[] Cells { get; } = cells;

    /// <summary>The values of the last aggregation's keys; empty before any. What the row is about.</summary>
    public Value[] GroupKey { get; init; } = [];

    /// <summary>The events that the row rests on, where evidence is kept. Shared; never changed.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>The same row with cells of its own.</summary>
    public Row Copy() => new([.. Cells]) { GroupKey = GroupKey, Evidence = Evidence };
}
