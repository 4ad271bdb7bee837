using Tocsin.Core.Fields;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>The values of a field of the event.</summary>
/// <param name="field">What is known of it.</param>
/// <param name="slot">Its slot in the run's <see cref="FieldTable"/>.</param>
/// <param name="asDocValues">
/// Whether several values come as an index stores them: sorted, and without repeats for texts, addresses and versions (ES|QL
/// specification, 4.5). Otherwise they come in the order of the document.
/// </param>
/// <param name="span">Where it is named.</param>
internal sealed class BoundField(FieldInfo field, int slot, bool asDocValues, TextSpan span)
    : BoundExpression(field.Type, span)
{
    public FieldInfo Field { get; } = field;

    public int Slot { get; } = slot;

    public bool AsDocValues { get; } = asDocValues;

    public override bool IsConstant => false;

    public override Value Evaluate(EvalContext context)
    {
        var value = context.Event!.Get(Slot);
        return AsDocValues && value.IsMany ? DocValues.Normalise(value, Type) : value;
    }
}
