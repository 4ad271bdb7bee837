using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Binding;

/// <summary>True if at least one value of a field passes; false, never unknown, if none does or there is none.</summary>
/// <remarks>
/// The test of EQL (specification 6.2, 6.3) and KQL (K13, K14), and the unit that the engine shares between rules and indexes:
/// a field, and a matcher that is a value of its own (equal matchers are the same test).
/// </remarks>
internal sealed class BoundFieldTest(BoundField field, ValueMatcher matcher, TextSpan span) : BoundCondition(span)
{
    public BoundField Field { get; } = field;

    public ValueMatcher Matcher { get; } = matcher;

    public override bool IsConstant => false;

    public override Truth Test(EvalContext context)
    {
        var value = context.Event!.Get(Field.Slot);
        if (value.IsNull)
            return Truth.False;
        if (!value.IsMany)
            return Matcher.Matches(value) ? Truth.True : Truth.False;
        foreach (var element in value.AsMany)
        {
            if (Matcher.Matches(element))
                return Truth.True;
        }

        return Truth.False;
    }
}
