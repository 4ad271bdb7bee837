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
        var changed = false;
        foreach (var bySlot in node.Children.Index().GroupBy(c => SlotOfEquality(c.Item) ?? -1 - c.Index))
        {
            var tests = bySlot.Select(c => c.Item).ToList();
            if (tests.Count == 1)
            {
                merged.Add(tests[0]);
                continue;
            }

            changed = true;
            var first = (BoundFieldTest)tests[0];
            var constants = tests.SelectMany(t => ConstantsOf(((BoundFieldTest)t).Matcher)!).ToList();
            merged.Add(new BoundFieldTest(first.Field, new InMatcher(constants, ignoreCase: false), first.Span));
        }

        if (!changed)
            return node;
        return merged.Count == 1 ? merged[0] : new BoundOr(merged, node.Span);
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
