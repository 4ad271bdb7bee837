using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Index;

/// <summary>What is left of the conditions of rules, by the values of the fields of few values that they are about. One thread at a time.</summary>
/// <remarks>Classes that differ only in other fields share it: less to hold, less to fetch, and what is learnt of one is known to all.</remarks>
/// <param name="index">The rules.</param>
/// <param name="facets">The fields of few values.</param>
/// <param name="bitsOfNumber">How many bits of a class's key stand for each; the last facet has the lowest.</param>
internal sealed class RemainderTable(RuleIndex index, Facet[] facets, int bitsOfNumber)
{
    private const int DepthMax = 64;
    private const int KnownMax = 8192;

    private readonly Dictionary<(int Rule, ulong Key), Remainder> _known = [];
    private readonly Dictionary<int, ulong> _masks = [];
    private readonly ulong[] _maskOfSlot = MaskOfSlots(index, facets, bitsOfNumber);

    /// <summary>Whether the value of a field is known, by its slot.</summary>
    public bool IsKnown(int slot) => index.Of(slot) is { ReadsValues: true } asked && _maskOfSlot[asked.Number] != 0;

    /// <summary>What is left of a rule's conditions.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="key">The class of the event.</param>
    /// <param name="context">The event.</param>
    public Remainder RestOf(int rule, ulong key, EvalContext context)
    {
        var conditions = index.Conditions[rule];
        if (_known.Count >= KnownMax)
            return new(conditions, null, IsUsable: false);
        if (!_masks.TryGetValue(rule, out var mask))
        {
            foreach (var condition in conditions)
                mask |= MaskOf(condition, 0);
            _masks[rule] = mask;
        }

        if (!_known.TryGetValue((rule, key & mask), out var rest))
            _known[(rule, key & mask)] = rest = new PartialTruth(context, IsKnown).RestOf(conditions);
        return rest;
    }

    private ulong MaskOf(BoundExpression node, int depth)
    {
        if (depth > DepthMax)
            return ulong.MaxValue;
        var mask = index.ReadBy(node) is { } asked ? _maskOfSlot[asked.Number] : 0;
        for (var i = 0; i < node.Children.Count; i++)
            mask |= MaskOf(node.Children[i], depth + 1);
        return mask;
    }

    private static ulong[] MaskOfSlots(RuleIndex index, Facet[] facets, int bitsOfNumber)
    {
        var masks = new ulong[index.Slots.Length];
        for (var i = 0; i < facets.Length; i++)
        {
            var shift = (facets.Length - 1 - i) * bitsOfNumber;
            masks[facets[i].Asked.Number] = ((1UL << bitsOfNumber) - 1) << shift;
        }

        return masks;
    }
}
