using System.Globalization;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql;

/// <summary>The types of number literals (specification 2.10, 2.13).</summary>
internal static class NumberLiterals
{
    /// <summary>The smallest type that holds a number: integer, long, unsigned long, double.</summary>
    /// <param name="digits">Digits, with fraction and exponent for decimals, without a sign.</param>
    /// <param name="isDecimal">Whether it is written as a decimal.</param>
    /// <param name="isNegative">Whether a minus stands before it.</param>
    public static (Value Value, DataType Type) Parse(string digits, bool isDecimal, bool isNegative)
    {
        if (!isDecimal && Int128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            number = isNegative ? -number : number;
            if (number >= int.MinValue && number <= int.MaxValue)
                return (Value.FromInteger((int)number), DataType.Integer);
            if (number >= long.MinValue && number <= long.MaxValue)
                return (Value.FromLong((long)number), DataType.Long);
            if (number > 0 && number <= ulong.MaxValue)
                return (Value.FromUnsignedLong((ulong)number), DataType.UnsignedLong);
        }

        var value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return (Value.FromDouble(isNegative ? -value : value), DataType.Double);
    }

    /// <summary>Items of an array in one type: numbers widened; null when they are not of one kind.</summary>
    public static (Value[] Values, DataType Type)? Unify(List<LiteralSyntax> items)
    {
        var type = items[0].Type;
        foreach (var item in items)
        {
            if (item.Type == type)
                continue;
            if (!item.Type.IsNumeric() || !type.IsNumeric())
                return null;
            type = (type, item.Type) switch
            {
                (DataType.Double, _) or (_, DataType.Double) => DataType.Double,
                (DataType.UnsignedLong, _) or (_, DataType.UnsignedLong) => DataType.UnsignedLong,
                _ => DataType.Long,
            };
        }

        var values = new Value[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var value = items[i].Value;
            values[i] = type switch
            {
                DataType.Double => Value.FromDouble(value.ToDouble()),
                DataType.Long => Value.FromLong(value.AsLong),
                DataType.UnsignedLong when value.AsLong < 0 && value.Kind != ValueKind.UnsignedLong => Value.Null,
                DataType.UnsignedLong => Value.FromUnsignedLong(value.AsUnsignedLong),
                _ => value,
            };
            if (values[i].IsNull)
                return null;
        }

        return (values, type);
    }
}
