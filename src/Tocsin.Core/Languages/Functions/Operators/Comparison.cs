using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>What compares with what (ES|QL specification, 4.6 to 4.8).</summary>
internal static class Comparison
{
    /// <summary>Whether values of two types can be equal or not.</summary>
    public static bool AreComparable(DataType left, DataType right)
    {
        if (IsOpen(left) || IsOpen(right))
            return !left.IsSpan() && !right.IsSpan();
        if (left.IsNumeric() && right.IsNumeric())
            return left == right || (left != DataType.UnsignedLong && right != DataType.UnsignedLong);
        return (left.IsString() && right.IsString())
            || (left.IsDate() && right.IsDate())
            || (left == right && !left.IsSpan() && left is not (DataType.Source or DataType.Unsupported));
    }

    /// <summary>Whether values of a type have an order that <c>&lt;</c> may ask.</summary>
    public static bool IsOrdered(DataType type) =>
        IsOpen(type) || type.IsNumeric() || type.IsString() || type.IsDate() || type is DataType.Ip or DataType.Version;

    /// <summary>The type that a string literal takes beside an argument of another type, or null where it stays a string.</summary>
    public static DataType? LiteralTypeBeside(DataType other) =>
        other is DataType.Date or DataType.DateNanos or DataType.Ip or DataType.Version or DataType.Boolean
            ? other
            : null;

    /// <summary>The type that a string literal takes among other arguments.</summary>
    public static DataType? LiteralTypeAmong(int index, ReadOnlySpan<DataType> types)
    {
        if (!types[index].IsString())
            return null;
        foreach (var type in types)
        {
            if (LiteralTypeBeside(type) is { } target)
                return target;
        }

        return null;
    }

    /// <summary>Why two types do not compare.</summary>
    public static BindingError Incomparable(string name, DataType left, DataType right) =>
        new(
            left.IsNumeric() && right.IsNumeric()
                ? $"first argument of `{name}` is {left.ToName()} and second is {right.ToName()}: "
                    + "unsigned_long combines only with unsigned_long"
                : $"`{name}` cannot compare {left.ToName()} with {right.ToName()}"
        );

    /// <summary>
    /// Compares single values whose types were not known before: numbers with numbers, text with text, instants with instants. A
    /// text beside another kind is read as that kind.
    /// </summary>
    /// <returns>False where they do not compare.</returns>
    public static bool TryCompareByKind(in Value left, in Value right, out int order)
    {
        order = 0;
        var x = left;
        var y = right;
        if (left.Kind == ValueKind.String && right.Kind != ValueKind.String)
            x = ReadAs(left, right.Kind);
        else if (right.Kind == ValueKind.String && left.Kind != ValueKind.String)
            y = ReadAs(right, left.Kind);
        if (x.IsNull || y.IsNull)
            return false;
        if (x.Kind != y.Kind && !(x.IsNumber && y.IsNumber) && !(IsInstant(x) && IsInstant(y)))
            return false;
        order = ValueComparer.CompareValues(x, y);
        return true;
    }

    private static bool IsOpen(DataType type) => type is DataType.Null or DataType.Dynamic;

    private static bool IsInstant(in Value value) => value.Kind is ValueKind.Date or ValueKind.DateNanos;

    private static Value ReadAs(in Value text, ValueKind kind) =>
        kind switch
        {
            ValueKind.Integer or ValueKind.Long or ValueKind.UnsignedLong or ValueKind.Double =>
                NumberText.TryParseLong(text.AsBytes, out var whole)
                    ? Value.FromLong(whole)
                    : ValueConversion.ConvertLeniently(text, DataType.Double),
            ValueKind.Boolean => ValueConversion.ConvertLeniently(text, DataType.Boolean),
            ValueKind.Date => ValueConversion.ConvertLeniently(text, DataType.Date),
            ValueKind.DateNanos => ValueConversion.ConvertLeniently(text, DataType.DateNanos),
            ValueKind.Ip => ValueConversion.ConvertLeniently(text, DataType.Ip),
            ValueKind.Version => ValueConversion.ConvertLeniently(text, DataType.Version),
            _ => Value.Null,
        };
}
