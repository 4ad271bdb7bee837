using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A constant text as a time span (ES|QL specification, 12.9).</summary>
internal abstract class SpanConversionFunction : TypedFunction
{
    /// <summary>The kind of span.</summary>
    protected abstract DataType Target { get; }

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.String.Or(TypeSet.Span), ParameterTraits.Constant)];

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) => null;

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (!arguments[0].TryGetConstant(out var constant))
            return new(static (_, _) => Value.Null, Target);
        if (ValueConversion.TryConvert(constant, Target, out var span, out _))
            return new((_, _) => span, Target);
        error = new($"cannot convert `{ValueText.Format(constant)}` to {Target.ToName()}", 0);
        return null;
    }
}
