using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>Whether a computed value passes a matcher; unknown where there is none. Of several values one must pass.</summary>
/// <remarks>EQL specification, 6.12: what a test is inside one choice of values.</remarks>
internal sealed class BoundMatch(BoundExpression operand, ValueMatcher matcher, TextSpan span) : BoundCondition(span)
{
    public BoundExpression Operand { get; } = operand;

    public ValueMatcher Matcher { get; } = matcher;

    public override IReadOnlyList<BoundExpression> Children => [Operand];

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        new BoundMatch(children[0], Matcher, Span);

    public override Truth Test(EvalContext context)
    {
        var value = Operand.Evaluate(context);
        if (value.IsNull)
            return Truth.Unknown;
        for (var i = 0; i < value.Count; i++)
        {
            if (Matcher.Matches(value[i]))
                return Truth.True;
        }

        return Truth.False;
    }
}
