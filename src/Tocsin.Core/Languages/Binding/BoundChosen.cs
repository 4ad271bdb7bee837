using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>A mention of a field inside a <see cref="BoundChoice"/>: the one value, or none, that the choice gives it.</summary>
/// <param name="field">The field.</param>
/// <param name="index">The place in <see cref="EvalContext.Choices"/>.</param>
internal sealed class BoundChosen(BoundField field, int index) : BoundExpression(field.Type, field.Span)
{
    public BoundField Field { get; } = field;

    public int Index { get; } = index;

    public override IReadOnlyList<BoundExpression> Children => [Field];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        new BoundChosen((BoundField)children[0], Index);

    public override bool IsConstant => false;

    public override Value Evaluate(EvalContext context) => context.Choices[Index];
}
