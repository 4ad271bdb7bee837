using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Optimizer;

/// <summary>
/// Flattens nested <c>and</c>s and <c>or</c>s and drops operands that cannot matter: <c>(a and true) and (b and c)</c> becomes
/// <c>a and b and c</c>; <c>a or true</c> becomes true; <c>not not a</c> becomes <c>a</c>.
/// </summary>
/// <remarks>Holds in three-valued logic. Does not touch <c>a and null</c>: it is null where <c>a</c> is true.</remarks>
internal sealed class SimplifyLogic : OptimizerRule
{
    protected override BoundExpression RewriteNode(BoundExpression node) =>
        node switch
        {
            BoundAnd and => Simplify(and, neutral: Truth.True),
            BoundOr or => Simplify(or, neutral: Truth.False),
            BoundNot { Operand: BoundNot { Operand: BoundCondition inner } } => inner,
            BoundNot { Operand: BoundLiteral literal } => BoundLiteral.FromTruth(Negate(TruthOf(literal)), node.Span),
            _ => node,
        };

    private static BoundExpression Simplify(BoundCondition node, Truth neutral)
    {
        if (IsSimple(node))
            return node;
        var operands = new List<BoundExpression>();
        foreach (var child in node.Children)
        {
            if (child.GetType() == node.GetType())
                operands.AddRange(child.Children);
            else
                operands.Add(child);
        }

        var absorbing = Negate(neutral);
        if (operands.Any(o => o is BoundLiteral literal && TruthOf(literal) == absorbing))
            return BoundLiteral.FromTruth(absorbing, node.Span);
        operands.RemoveAll(o => o is BoundLiteral literal && TruthOf(literal) == neutral);
        return operands switch
        {
            [] => BoundLiteral.FromTruth(neutral, node.Span),
            [var single] => single,
            _ => node is BoundAnd ? new BoundAnd(operands, node.Span) : new BoundOr(operands, node.Span),
        };
    }

    /// <summary>Whether there is nothing to do: most nodes are as simple as they can be.</summary>
    private static bool IsSimple(BoundCondition node)
    {
        foreach (var child in node.Children)
        {
            if (child is BoundLiteral || child.GetType() == node.GetType())
                return false;
        }

        return node.Children.Count > 1;
    }

    private static Truth TruthOf(BoundLiteral literal) =>
        literal.Value.Kind != ValueKind.Boolean ? Truth.Unknown
        : literal.Value.AsBoolean ? Truth.True
        : Truth.False;

    private static Truth Negate(Truth truth) =>
        truth switch
        {
            Truth.True => Truth.False,
            Truth.False => Truth.True,
            _ => Truth.Unknown,
        };
}
