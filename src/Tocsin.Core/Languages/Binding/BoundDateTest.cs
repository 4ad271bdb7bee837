using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>True if a value of a field is an instant of a range that depends on <c>now</c>; false, never unknown, otherwise.</summary>
/// <remarks>Ranges that do not depend on it are a <see cref="BoundFieldTest"/> with an <see cref="InstantMatcher"/>.</remarks>
internal sealed class BoundDateTest(BoundField field, InstantRange range, TextSpan span) : BoundCondition(span)
{
    public BoundField Field { get; } = field;

    public InstantRange Range { get; } = range;

    public override bool IsConstant => false;

    public override Truth Test(EvalContext context)
    {
        var value = context.Event!.Get(Field.Slot);
        if (value.IsNull)
            return Truth.False;
        var (first, last) = Range.At(context.NowMillis);
        for (var i = 0; i < value.Count; i++)
        {
            if (InstantMatcher.IsBetween(value[i], first, last))
                return Truth.True;
        }

        return Truth.False;
    }
}
