using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Text;

namespace Tocsin.Core.Engine.Index;

/// <summary>
/// All of several conditions, like <see cref="BoundAnd"/>, or one of them, like <see cref="BoundOr"/>; those that often decided are asked first. One
/// thread at a time.
/// </summary>
/// <remarks>Only over conditions that have no effect but their truth: then the order is free.</remarks>
/// <param name="operands">The conditions.</param>
/// <param name="decisive">The truth of one that is the truth of the whole: false for all of them, true for one of them.</param>
/// <param name="span">Where they stand.</param>
internal sealed class AdaptiveLogic(BoundExpression[] operands, Truth decisive, TextSpan span) : BoundCondition(span)
{
    private readonly BoundExpression[] _operands = operands;
    private readonly Truth _decisive = decisive;

    public override IReadOnlyList<BoundExpression> Children => _operands;

    public override Truth Test(EvalContext context)
    {
        var operands = _operands;
        var result = _decisive == Truth.False ? Truth.True : Truth.False;
        for (var i = 0; i < operands.Length; i++)
        {
            var truth = operands[i].Test(context);
            if (truth == _decisive)
            {
                // One step nearer to the front each time: what decides often ends up there, and one odd event changes little.
                if (i > 0)
                    (operands[i - 1], operands[i]) = (operands[i], operands[i - 1]);
                return truth;
            }

            if (truth == Truth.Unknown)
                result = Truth.Unknown;
        }

        return result;
    }
}
