using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Text;

namespace Tocsin.Core.Engine.Index;

/// <summary>All of several conditions, like <see cref="BoundAnd"/>; those that were often false are asked first. One thread at a time.</summary>
/// <remarks>Only over conditions that have no effect but their truth: then the order is free.</remarks>
internal sealed class AdaptiveAnd(BoundExpression[] operands, TextSpan span) : BoundCondition(span)
{
    private readonly BoundExpression[] _operands = operands;

    public override IReadOnlyList<BoundExpression> Children => _operands;

    public override Truth Test(EvalContext context)
    {
        var operands = _operands;
        var result = Truth.True;
        for (var i = 0; i < operands.Length; i++)
        {
            var truth = operands[i].Test(context);
            if (truth == Truth.True)
                continue;
            if (truth == Truth.Unknown)
            {
                result = Truth.Unknown;
                continue;
            }

            // One step nearer to the front each time: what decides often ends up there, and one odd event changes little.
            if (i > 0)
                (operands[i - 1], operands[i]) = (operands[i], operands[i - 1]);
            return Truth.False;
        }

        return result;
    }
}

/// <summary>One of several conditions, like <see cref="BoundOr"/>; those that were often true are asked first. One thread at a time.</summary>
/// <remarks>Only over conditions that have no effect but their truth: then the order is free.</remarks>
internal sealed class AdaptiveOr(BoundExpression[] operands, TextSpan span) : BoundCondition(span)
{
    private readonly BoundExpression[] _operands = operands;

    public override IReadOnlyList<BoundExpression> Children => _operands;

    public override Truth Test(EvalContext context)
    {
        var operands = _operands;
        var result = Truth.False;
        for (var i = 0; i < operands.Length; i++)
        {
            var truth = operands[i].Test(context);
            if (truth == Truth.False)
                continue;
            if (truth == Truth.Unknown)
            {
                result = Truth.Unknown;
                continue;
            }

            if (i > 0)
                (operands[i - 1], operands[i]) = (operands[i], operands[i - 1]);
            return Truth.True;
        }

        return result;
    }
}
