using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A function <c>TO_…</c>: converts to a type, value by value; what does not convert is left out with a warning (ES|QL specification, 4.9, 12.9).</summary>
/// <remarks>The body looks at the kind of each value, so it also serves fields whose type differs from index to index.</remarks>
internal abstract class ConversionFunction : TypedFunction
{
    /// <summary>The type it converts to.</summary>
    protected abstract DataType Target { get; }

    public override ManyValuePolicy ManyValues => ManyValuePolicy.EachOfFirst;

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) => null;

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var target = Target;
        return new(
            (call, a) =>
                ValueConversion.TryConvert(a[0], target, out var result, out var failure)
                    ? result
                    : call.Fail(failure!),
            target
        );
    }
}
