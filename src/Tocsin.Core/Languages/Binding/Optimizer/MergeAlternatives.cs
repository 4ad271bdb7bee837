using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Optimizer;

/// <summary>
/// Makes one set of equalities with one field: <c>f == "a" or f == "b" or g</c> becomes <c>f in ("a", "b") or g</c>: one look at the
/// field, one look-up.
/// </summary>
/// <remarks>Does not touch <c>f == "a" and f == "b"</c>: a field of several values may satisfy both.</remarks>
internal sealed class MergeAlternatives : OptimizerRule
{
    protected override BoundExpression RewriteNode(BoundExpression node)
    {
        if (node is not BoundOr)
            return node;
        var merged = new List<BoundExpression>();
        var testsOfSlot = new Dictionary<int, List<BoundExpression>>();
        foreach (var operand in node.Children)
        {
            if (SlotOfEquality(operand) is not { } slot)
            {
                merged.Add(operand);
            }
            else if (testsOfSlot.TryGetValue(slot, out var tests))
            {
                tests.Add(operand);
            }
            else
            {
                testsOfSlot[slot] = [operand];
                merged.Add(operand);
            }
        }

        if (merged.Count == node.Children.Count)
            return node;
        for (var i = 0; i < merged.Count; i++)
        {
            if (SlotOfEquality(merged[i]) is { } slot && testsOfSlot[slot].Count > 1)
                merged[i] = Merge(testsOfSlot[slot]);
        }

        return merged.Count == 1 ? merged[0] : new BoundOr(merged, node.Span);
    }

    private static BoundFieldTest Merge(List<BoundExpression> tests)
    {
        var constants = new List<Value>();
        foreach (var test in tests)
            constants.AddRange(ConstantsOf(((BoundFieldTest)test).Matcher)!);
        var first = (BoundFieldTest)tests[0];
        return new(first.Field, new InMatcher(constants, ignoreCase: false), first.Span);
    }

    private static int? SlotOfEquality(BoundExpression node) =>
        node is BoundFieldTest test && ConstantsOf(test.Matcher) is not null ? test.Field.Slot : null;

    private static IReadOnlyList<Value>? ConstantsOf(ValueMatcher matcher) =>
        matcher switch
        {
            EqualsMatcher { IgnoreCase: false } equal => [equal.Constant],
            InMatcher { IgnoreCase: false } set => set.Constants,
            _ => null,
        };
}
