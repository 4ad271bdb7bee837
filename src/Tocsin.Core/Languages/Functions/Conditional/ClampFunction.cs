using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conditional;

/// <summary>A value kept within bounds; the result has the value's type (ES|QL specification, 12.1).</summary>
internal abstract class ClampFunction : TypedFunction
{
    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) =>
        types[index].IsString() ? Comparison.LiteralTypeBeside(types[0]) : null;

    /// <summary>The value or a bound.</summary>
    protected abstract Value Pick(ReadOnlySpan<Value> arguments);

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        for (var i = 1; i < arguments.Length; i++)
        {
            if (Comparison.AreComparable(arguments[0].Type, arguments[i].Type))
                continue;
            error = Signature.WrongType(Name, i, arguments.Length, arguments[0].Type.ToName(), arguments[i].Type);
            return null;
        }

        var type = arguments[0].Type.ResultType();
        return new((_, a) => CommonType.Unify(Pick(a), type), type);
    }

    /// <summary>The larger of two.</summary>
    protected static Value Larger(in Value x, in Value y) => ValueComparer.CompareValues(x, y) < 0 ? y : x;

    /// <summary>The smaller of two.</summary>
    protected static Value Smaller(in Value x, in Value y) => ValueComparer.CompareValues(x, y) > 0 ? y : x;
}
