using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Queries;

/// <summary>The type that fits values where nothing declares one: what Elasticsearch would have mapped them to.</summary>
internal static class ValueTypes
{
    /// <summary>The type of the values so far and of one more cell: a double for mixed numbers, a keyword for anything else mixed.</summary>
    /// <param name="type">The type so far; null before the first.</param>
    /// <param name="cell">One or several values.</param>
    public static DataType Widen(DataType? type, in Value cell)
    {
        for (var i = 0; i < cell.Count; i++)
        {
            var next = Of(cell[i].Kind);
            type = type is null ? next : Widen(type.Value, next);
        }

        return type ?? DataType.Keyword;
    }

    /// <summary>The type that fits the values of two types. The order of widening does not matter.</summary>
    public static DataType Widen(DataType type, DataType other) =>
        type == other ? type
        : type.IsNumeric() && other.IsNumeric() ? DataType.Double
        : DataType.Keyword;

    private static DataType Of(ValueKind kind) =>
        kind switch
        {
            ValueKind.Boolean => DataType.Boolean,
            ValueKind.Integer or ValueKind.Long => DataType.Long,
            ValueKind.UnsignedLong => DataType.UnsignedLong,
            ValueKind.Double => DataType.Double,
            ValueKind.Date => DataType.Date,
            ValueKind.DateNanos => DataType.DateNanos,
            ValueKind.Ip => DataType.Ip,
            ValueKind.Version => DataType.Version,
            ValueKind.GeoPoint => DataType.GeoPoint,
            _ => DataType.Keyword,
        };
}
