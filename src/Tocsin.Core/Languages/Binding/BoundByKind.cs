using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>The same conversion of a field bound once for each type that the field has in some index; the kind of the value picks (ES|QL specification, 4.3).</summary>
/// <param name="calls">One call for each type, with the field as its only part; all of the same result type.</param>
/// <param name="type">The type of the result.</param>
/// <param name="span">Where the conversion stands.</param>
internal sealed class BoundByKind(IReadOnlyList<BoundExpression> calls, DataType type, TextSpan span)
    : BoundExpression(type, span)
{
    private readonly ValueKind[] _kinds = [.. calls.Select(c => ValueConversion.KindOf(c.Children[0].Type))];

    public override IReadOnlyList<BoundExpression> Children => calls;

    public override bool IsConstant => false;

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        new BoundByKind(children, Type, Span);

    public override Value Evaluate(EvalContext context)
    {
        var value = calls[0].Children[0].Evaluate(context);
        if (value.IsNull)
            return value;
        var kind = value[0].Kind;
        for (var i = 0; i < _kinds.Length; i++)
        {
            if (_kinds[i] == kind)
                return calls[i].Evaluate(context);
        }

        return calls[0].Evaluate(context);
    }
}
