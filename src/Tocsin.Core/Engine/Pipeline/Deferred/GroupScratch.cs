using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>What <see cref="DeferredGroupsState"/> works with while it looks at a row or a group: nothing of it is kept.</summary>
/// <remarks>PERF: there are thousands of states, one for each rule and stretch of time, and a few at work. See <see cref="RowLayout.RentScratch"/>.</remarks>
/// <param name="keyCount">How many keys groups have.</param>
/// <param name="layout">The layout of rows.</param>
internal sealed class GroupScratch(int keyCount, RowLayout layout)
{
    /// <summary>The keys of the event at hand, which may have several values.</summary>
    public Value[] KeyValues { get; } = new Value[keyCount];

    /// <summary>The key that is looked for.</summary>
    public Value[] Key { get; } = new Value[keyCount];

    /// <summary>A key that is held.</summary>
    public Value[] HeldKey { get; } = new Value[keyCount];

    /// <summary>The values of the row at hand.</summary>
    public Value[] Inputs { get; } = new Value[layout.Inputs.Count];

    /// <summary>The arguments of the call at hand.</summary>
    public Value[] Arguments { get; } = new Value[layout.ArgumentsMax];

    /// <summary>Packs keys.</summary>
    public PackedKey PackedKey { get; } = new();

    /// <summary>Where the values of the row at hand are.</summary>
    public InputPositions Positions { get; } = new(layout.Inputs.Count);

    /// <summary>Lets go of what was looked at last, which borrows from others.</summary>
    public void Clear()
    {
        Positions.Release();
        foreach (var values in (ReadOnlySpan<Value[]>)[KeyValues, Key, HeldKey, Inputs, Arguments])
            Array.Clear(values);
    }
}
