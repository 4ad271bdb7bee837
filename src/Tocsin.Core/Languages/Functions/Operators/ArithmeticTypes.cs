using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>The common type of numbers: <c>integer</c>, <c>long</c>, <c>double</c>; <c>unsigned_long</c> stays among itself (ES|QL specification, 4.6).</summary>
internal static class ArithmeticTypes
{
    /// <summary>The type that two numbers meet at; null takes the other's; unknown types count as <c>double</c>.</summary>
    /// <returns>False where <c>unsigned_long</c> meets another type.</returns>
    public static bool TryPromote(DataType left, DataType right, out DataType common)
    {
        left = left == DataType.Dynamic ? Other(right) : left;
        right = right == DataType.Dynamic ? Other(left) : right;
        if (left == DataType.Null || right == DataType.Null)
        {
            common = left == DataType.Null ? right : left;
            return true;
        }

        common = (DataType)Math.Max((int)left, (int)right);
        return left == right || (left != DataType.UnsignedLong && right != DataType.UnsignedLong);

        static DataType Other(DataType type) => type == DataType.UnsignedLong ? type : DataType.Double;
    }

    /// <summary>Whether arithmetic takes the type: a number, null, or unknown.</summary>
    public static bool IsNumberLike(DataType type) => type.IsNumeric() || type is DataType.Null or DataType.Dynamic;
}
