using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Explain;

/// <summary>A condition as lines below each other: one for each test, under what joins them.</summary>
internal static class ConditionTree
{
    /// <summary>No tree is deeper; what is below stands on one line.</summary>
    private const int DepthMax = 40;

    /// <summary>The line of a condition, with those of its parts.</summary>
    public static ExplainedNode Of(BoundExpression condition) => Of(condition, DepthMax);

    private static ExplainedNode Of(BoundExpression node, int depth)
    {
        if (depth == 0)
            return new(ExpressionText.Of(node));
        return node switch
        {
            BoundAnd => new("all of", Parts(node, depth)),
            BoundOr => new("any of", Parts(node, depth)),
            BoundNot { Operand: BoundAnd inner } => new("not all of", Parts(inner, depth)),
            BoundNot { Operand: BoundOr inner } => new("none of", Parts(inner, depth)),
            BoundNested nested => new($"{nested.Path} has an object with", [Of(nested.Condition, depth - 1)]),
            BoundChoice { Children: [BoundAnd or BoundOr] } choice => new(
                "one value of each field so that",
                Parts(choice, depth)
            ),
            BoundNot { Operand: BoundChoice { Children: [BoundAnd or BoundOr] } choice } => new(
                "no value of each field so that",
                Parts(choice, depth)
            ),
            _ => new(ExpressionText.Of(node)),
        };
    }

    private static IReadOnlyList<ExplainedNode> Parts(BoundExpression node, int depth) =>
        [.. node.Children.Select(c => Of(c, depth - 1))];
}
