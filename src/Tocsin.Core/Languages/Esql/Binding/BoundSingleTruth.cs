using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>A column as an operand of logic: several truth values are unknown, with a warning (specification 5.4).</summary>
internal sealed class BoundSingleTruth(BoundExpression operand, SourceText source) : BoundCondition(operand.Span)
{
    public override IReadOnlyList<BoundExpression> Children { get; } = [operand];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        new BoundSingleTruth(children[0], source);

    public override Truth Test(EvalContext context)
    {
        var value = Children[0].Evaluate(context);
        if (value.Kind == ValueKind.Boolean)
            return value.AsBoolean ? Truth.True : Truth.False;
        if (value.IsMany)
            context.Warnings?.Warn(source, Span, EvaluationFailure.MultiValue);
        return Truth.Unknown;
    }
}
