using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Signatures;

/// <summary>The type that several arguments share, after promotion of numbers (ES|QL specification, 4.6, 4.8).</summary>
internal static class CommonType
{
    /// <summary>Finds it; nulls fit any type, and with nothing else it is the type of null.</summary>
    /// <param name="function">The function, for the message.</param>
    /// <param name="arguments">All of them take part.</param>
    /// <param name="type">The common type; text is keyword, dates with nanoseconds win over dates, unknown types yield to known ones.</param>
    /// <param name="error">Which argument does not fit.</param>
    public static bool TryFind(
        string function,
        ReadOnlySpan<ArgumentInfo> arguments,
        out DataType type,
        out BindingError? error
    )
    {
        type = DataType.Null;
        error = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (TryJoin(type, arguments[i].Type.ResultType(), out var joined))
            {
                type = joined;
                continue;
            }

            error = Signature.WrongType(function, i, arguments.Length, type.ToName(), arguments[i].Type);
            return false;
        }

        return true;
    }

    /// <summary>A value, one or many, in the common type: promotes numbers, widens dates, reads values of unknown type.</summary>
    public static Value Unify(in Value value, DataType type) =>
        type is DataType.Dynamic or DataType.Null || ValueConversion.HasType(value, type)
            ? value
            : ValueConversion.ConvertLeniently(value, type);

    private static bool TryJoin(DataType left, DataType right, out DataType joined)
    {
        joined = left;
        if (left == right || right is DataType.Null)
            return true;
        if (left == DataType.Null || left == DataType.Dynamic)
        {
            joined = right;
            return true;
        }

        if (right == DataType.Dynamic)
            return true;
        if (left.IsNumeric() && right.IsNumeric())
            return ArithmeticTypes.TryPromote(left, right, out joined);
        joined = DataType.DateNanos;
        return left.IsDate() && right.IsDate();
    }
}
