using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>Middle values of small lists (ES|QL specification, 12.4).</summary>
internal static class Quantiles
{
    /// <summary>The value in the middle, or the mean of the two there, rounded down for whole numbers.</summary>
    public static Value Median(ReadOnlySpan<Value> values, DataType type)
    {
        var sorted = Sort(values);
        var upper = sorted[sorted.Length / 2];
        if (sorted.Length % 2 == 1)
            return upper;
        var lower = sorted[sorted.Length / 2 - 1];
        return type == DataType.Double
            ? Value.FromDouble(lower.AsDouble / 2 + upper.AsDouble / 2)
            : FromWhole((ToWhole(lower) + ToWhole(upper)) >> 1, type);
    }

    /// <summary>The median of the distances from the median.</summary>
    public static Value MedianAbsoluteDeviation(ReadOnlySpan<Value> values, DataType type)
    {
        var median = Median(values, type);
        var distances = new Value[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            distances[i] =
                type == DataType.Double
                    ? Value.FromDouble(Math.Abs(values[i].AsDouble - median.AsDouble))
                    : FromWhole(Int128.Abs(ToWhole(values[i]) - ToWhole(median)), type);
        }

        return Median(distances, type);
    }

    /// <summary>The value at a share of the sorted list, interpolated between neighbours; whole numbers are truncated.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="percent">From 0 to 100.</param>
    /// <param name="type">The type of the values.</param>
    public static Value Percentile(ReadOnlySpan<Value> values, double percent, DataType type)
    {
        var sorted = Sort(values);
        var position = percent / 100 * (sorted.Length - 1);
        var index = (int)Math.Floor(position);
        if (index + 1 >= sorted.Length)
            return sorted[^1];
        var share = position - index;
        var lower = sorted[index];
        var upper = sorted[index + 1];
        if (type == DataType.Double)
            return Value.FromDouble(lower.AsDouble + (upper.AsDouble - lower.AsDouble) * share);
        var distance = ToWhole(upper) - ToWhole(lower);
        return FromWhole(ToWhole(lower) + (Int128)((double)distance * share), type);
    }

    /// <summary>The values of a cell as a list, also of one.</summary>
    public static Value[] ToArray(in Value values) => values.IsMany ? values.AsMany.ToArray() : [values];

    private static Value[] Sort(ReadOnlySpan<Value> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted, ValueComparer.Instance);
        return sorted;
    }

    private static Int128 ToWhole(in Value value) =>
        value.Kind == ValueKind.UnsignedLong ? (Int128)value.AsUnsignedLong : value.AsLong;

    /// <summary>A whole number of a type; distances that do not fit wrap as they do in the reference.</summary>
    private static Value FromWhole(Int128 number, DataType type) =>
        type switch
        {
            DataType.Integer => Value.FromInteger(unchecked((int)number)),
            DataType.UnsignedLong => Value.FromUnsignedLong(unchecked((ulong)number)),
            _ => Value.FromLong(unchecked((long)number)),
        };
}
