using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>Which values of a row an aggregation needs, in which order they are packed, and what a group must satisfy to be shown.</summary>
/// <remarks>
/// The values that <see cref="Having"/> needs come first: nearly all groups are turned down, and of their rows nothing else is
/// read. Two calls over the same field share its value. Immutable; shared between threads.
/// </remarks>
internal sealed class RowLayout
{
    /// <summary>How many calls there may be: their filters' outcomes are bits of one word.</summary>
    public const int CallsMax = 64;

    private readonly int _keyCount;
    private readonly SparePool<GroupScratch> _scratch = new();
    private readonly int[][] _inputsOf;
    private readonly bool[] _ignoresRepeats;

    /// <param name="aggregate">The aggregation.</param>
    /// <param name="having">Conditions that rows must satisfy behind it; conjuncts apart.</param>
    public RowLayout(AggregateOperator aggregate, IReadOnlyList<BoundExpression> having)
    {
        _keyCount = aggregate.Keys.Count;
        Calls = aggregate.Calls;
        Having = GroupCondition.Order(aggregate, having);
        CountMax = GroupCondition.UpperBoundOfCount(aggregate, having);
        _inputsOf = new int[Calls.Count][];
        var inputs = new List<RowInput>();
        foreach (var call in InOrderOfNeed(Having, Calls.Count))
        {
            var count = Calls[call].Binding.ArgumentCount;
            _inputsOf[call] = new int[count];
            for (var i = 0; i < count; i++)
            {
                var input = new RowInput(call, i, SlotOf(Calls[call], i));
                var same = input.Slot is null ? -1 : inputs.FindIndex(known => known.Slot == input.Slot);
                if (same < 0)
                {
                    same = inputs.Count;
                    inputs.Add(input);
                }

                _inputsOf[call][i] = same;
            }
        }

        _ignoresRepeats = [.. Calls.Select(c => c.Binding is { IgnoresRepeats: true, ArgumentCount: 1 })];
        Inputs = inputs;
        CountsMin =
        [
            .. GroupCondition
                .LowerBoundsOfCount(aggregate, having)
                .Select(b => (CountMin)new(b.Count, _inputsOf[b.Call] is [var input] ? input : -1)),
        ];
        foreach (var own in _inputsOf)
            ArgumentsMax = Math.Max(ArgumentsMax, own.Length);
    }

    /// <summary>Something to work with; whoever takes it gives it back.</summary>
    public GroupScratch RentScratch() => _scratch.TryTake() ?? new(_keyCount, this);

    /// <summary>Takes back what <see cref="RentScratch"/> gave.</summary>
    public void Return(GroupScratch scratch)
    {
        scratch.Clear();
        _scratch.Give(scratch);
    }

    /// <summary>The calls of the aggregation.</summary>
    public IReadOnlyList<AggregateCall> Calls { get; }

    /// <summary>The values of a row, in the order in which they are packed.</summary>
    public IReadOnlyList<RowInput> Inputs { get; }

    /// <summary>What a group must satisfy, the cheapest first.</summary>
    public IReadOnlyList<GroupCondition> Having { get; }

    /// <summary>How many rows a group may have at most to be shown; a group that has more in one pane need not be kept.</summary>
    public long CountMax { get; }

    /// <summary>How many rows a group must have at least to be shown.</summary>
    public IReadOnlyList<CountMin> CountsMin { get; }

    /// <summary>The most arguments of a call.</summary>
    public int ArgumentsMax { get; }

    /// <summary>The places among <see cref="Inputs"/> of a call's arguments.</summary>
    public int[] InputsOf(int call) => _inputsOf[call];

    /// <summary>Whether a call's result stays as it is when the only argument says what it said for another row.</summary>
    public bool IgnoresRepeats(int call) => _ignoresRepeats[call];

    /// <summary>How many values must be read to have those of a call.</summary>
    public int ReadsUpTo(int call)
    {
        var last = 0;
        foreach (var input in _inputsOf[call])
            last = Math.Max(last, input + 1);
        return last;
    }

    /// <summary>The calls, each once: those that conditions read first.</summary>
    private static List<int> InOrderOfNeed(IReadOnlyList<GroupCondition> having, int count)
    {
        var calls = new List<int>(count);
        foreach (var condition in having)
        {
            foreach (var call in condition.Calls)
            {
                if (!calls.Contains(call))
                    calls.Add(call);
            }
        }

        for (var call = 0; call < count; call++)
        {
            if (!calls.Contains(call))
                calls.Add(call);
        }

        return calls;
    }

    /// <summary>The field that an argument is, as it stands; null where it is computed, converted or only evaluated for some rows.</summary>
    private static (int Slot, bool AsDocValues)? SlotOf(AggregateCall call, int argument) =>
        call.Filter is null && call.Binding.ReadAs is null && call.Arguments[argument] is BoundField field
            ? (field.Slot, field.AsDocValues)
            : null;
}

/// <summary>A value of a row.</summary>
/// <param name="Call">The first call that needs it.</param>
/// <param name="Argument">Which of the call's arguments it is.</param>
/// <param name="Slot">Set where it is a field and nothing more.</param>
internal sealed record RowInput(int Call, int Argument, (int Slot, bool AsDocValues)? Slot);

/// <summary>A number of rows below which no group is shown.</summary>
/// <param name="Count">The number.</param>
/// <param name="Input">It holds as long as no row has several values here; -1 where it always holds.</param>
internal sealed record CountMin(long Count, int Input);
