using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>An operator that compares two values of comparable types (ES|QL specification, 4.8, 9).</summary>
internal abstract class ComparisonOperator : ScalarFunction
{
    /// <summary>Whether the operator asks for an order, which booleans and points do not have.</summary>
    protected virtual bool NeedsOrder => true;

    /// <summary>Whether the operator holds.</summary>
    /// <param name="order">Negative, zero or positive as the left is before, equal to or after the right.</param>
    protected abstract bool Holds(int order);

    public override FunctionBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        var left = arguments[0].Type;
        var right = arguments[1].Type;
        error = Check(left, right);
        if (error is not null)
            return null;
        // PERF: most comparisons are of a text with a constant.
        return
            left.IsString()
            && right.IsString()
            && arguments[1].TryGetConstant(out var constant)
            && KernelForConstant(constant.ToOwned()) is { } kernel
            ? new(kernel, DataType.Boolean, ReadsOnlyFirst: true)
            : new(KernelFor(left, right), DataType.Boolean);
    }

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) =>
        types.Length == 2 && types[index].IsString() ? Comparison.LiteralTypeBeside(types[1 - index]) : null;

    private BindingError? Check(DataType left, DataType right)
    {
        if (!Comparison.AreComparable(left, right))
            return Comparison.Incomparable(Name, left, right);
        if (!NeedsOrder)
            return null;
        for (var i = 0; i < 2; i++)
        {
            var type = i == 0 ? left : right;
            if (!Comparison.IsOrdered(type))
                return Signature.WrongType(Name, i, 2, "numeric, string, date, ip or version", type);
        }

        return null;
    }

    private ScalarKernel KernelFor(DataType left, DataType right)
    {
        if (left == DataType.Null || right == DataType.Null)
            return static (_, _) => Value.Null;
        if (left == DataType.Dynamic || right == DataType.Dynamic)
        {
            return (_, a) =>
                CanOrder(a[0]) && Comparison.TryCompareByKind(a[0], a[1], out var order)
                    ? Value.FromBoolean(Holds(order))
                    : Value.Null;
        }

        if (left == DataType.Double || right == DataType.Double)
            return (_, a) => Value.FromBoolean(Holds(a[0].ToDouble().CompareTo(a[1].ToDouble())));
        if (left.IsString())
            return KernelForStrings();
        if (left.IsNumeric() && left != DataType.UnsignedLong)
            return (_, a) => Value.FromBoolean(Holds(a[0].AsLong.CompareTo(a[1].AsLong)));
        return (_, a) => Value.FromBoolean(Holds(ValueComparer.CompareValues(a[0], a[1])));
    }

    /// <summary>The body for texts.</summary>
    protected virtual ScalarKernel KernelForStrings() =>
        (_, a) => Value.FromBoolean(Holds(a[0].AsBytes.SequenceCompareTo(a[1].AsBytes)));

    /// <summary>The body for a text and a constant one; null where there is no special one.</summary>
    protected virtual ScalarKernel? KernelForConstant(Value constant) => null;

    private bool CanOrder(in Value value) => !NeedsOrder || value.Kind != ValueKind.Boolean;
}
