using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Binding;

/// <summary>All of several conditions, in three-valued logic: false if one is false, else unknown if one is.</summary>
internal sealed class BoundAnd(IReadOnlyList<BoundExpression> operands, TextSpan span) : BoundCondition(span)
{
    private readonly BoundExpression[] _operands = [.. operands];

    public override IReadOnlyList<BoundExpression> Children => _operands;

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        new BoundAnd(children, Span);

    public override Truth Test(EvalContext context)
    {
        var result = Truth.True;
        foreach (var operand in _operands)
        {
            var truth = operand.Test(context);
            if (truth == Truth.False)
                return Truth.False;
            if (truth == Truth.Unknown)
                result = Truth.Unknown;
        }

        return result;
    }
}

/// <summary>One of several conditions, in three-valued logic: true if one is true, else unknown if one is.</summary>
internal sealed class BoundOr(IReadOnlyList<BoundExpression> operands, TextSpan span) : BoundCondition(span)
{
    private readonly BoundExpression[] _operands = [.. operands];

    public override IReadOnlyList<BoundExpression> Children => _operands;

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        new BoundOr(children, Span);

    public override Truth Test(EvalContext context)
    {
        var result = Truth.False;
        foreach (var operand in _operands)
        {
            var truth = operand.Test(context);
            if (truth == Truth.True)
                return Truth.True;
            if (truth == Truth.Unknown)
                result = Truth.Unknown;
        }

        return result;
    }
}

/// <summary>The opposite; unknown stays unknown.</summary>
internal sealed class BoundNot(BoundExpression operand, TextSpan span) : BoundCondition(span)
{
    public BoundExpression Operand { get; } = operand;

    public override IReadOnlyList<BoundExpression> Children => [Operand];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        new BoundNot(children[0], Span);

    public override Truth Test(EvalContext context) =>
        Operand.Test(context) switch
        {
            Truth.True => Truth.False,
            Truth.False => Truth.True,
            _ => Truth.Unknown,
        };
}

/// <summary>Whether an expression has no value; never unknown.</summary>
internal sealed class BoundIsNull(BoundExpression operand, TextSpan span) : BoundCondition(span)
{
    public BoundExpression Operand { get; } = operand;

    public override IReadOnlyList<BoundExpression> Children => [Operand];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        new BoundIsNull(children[0], Span);

    public override Truth Test(EvalContext context) => Operand.Evaluate(context).IsNull ? Truth.True : Truth.False;
}
