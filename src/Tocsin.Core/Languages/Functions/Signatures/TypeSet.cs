using System.Numerics;
using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Signatures;

/// <summary>The types that a parameter takes, and what messages call them. A null and a field of unknown type fit everywhere.</summary>
/// <param name="Name">As users read it: <c>string</c>, <c>numeric</c>.</param>
/// <param name="Bits">A bit for each <see cref="DataType"/>.</param>
internal readonly record struct TypeSet(string Name, uint Bits)
{
    public static readonly TypeSet String = Of("string", DataType.Keyword, DataType.Text);
    public static readonly TypeSet Boolean = Of("boolean", DataType.Boolean);
    public static readonly TypeSet Integer = Of("integer", DataType.Integer);
    public static readonly TypeSet Whole = Of("integer or long", DataType.Integer, DataType.Long);
    public static readonly TypeSet Numeric = Of(
        "numeric",
        DataType.Integer,
        DataType.Long,
        DataType.UnsignedLong,
        DataType.Double
    );
    public static readonly TypeSet SignedNumeric = Of(
        "numeric except unsigned_long",
        DataType.Integer,
        DataType.Long,
        DataType.Double
    );
    public static readonly TypeSet Date = Of("date or date_nanos", DataType.Date, DataType.DateNanos);
    public static readonly TypeSet Ip = Of("ip", DataType.Ip);
    public static readonly TypeSet Span = Of(
        "date_period or time_duration",
        DataType.DatePeriod,
        DataType.TimeDuration
    );
    public static readonly TypeSet Point = Of(
        "geo_point or cartesian_point",
        DataType.GeoPoint,
        DataType.CartesianPoint
    );
    public static readonly TypeSet Spatial = Of(
        "a spatial type",
        DataType.GeoPoint,
        DataType.GeoShape,
        DataType.CartesianPoint,
        DataType.CartesianShape
    );

    /// <summary>Types with an order.</summary>
    public static readonly TypeSet Ordered = new(
        "boolean, numeric, string, date, ip or version",
        Boolean.Bits | Numeric.Bits | String.Bits | Date.Bits | Ip.Bits | Bit(DataType.Version)
    );

    /// <summary>Everything that can stand in a column.</summary>
    public static readonly TypeSet Any = new("any type", Ordered.Bits | Spatial.Bits);

    /// <summary>A set of some types.</summary>
    public static TypeSet Of(string name, params ReadOnlySpan<DataType> types)
    {
        var bits = 0u;
        foreach (var type in types)
            bits |= Bit(type);
        return new(name, bits);
    }

    /// <summary>Both sets.</summary>
    public TypeSet Or(TypeSet other) => new($"{Name} or {other.Name}", Bits | other.Bits);

    /// <summary>Whether an argument of a type fits.</summary>
    public bool Accepts(DataType type) => type is DataType.Null or DataType.Dynamic || Contains(type);

    /// <summary>Whether a type is in the set.</summary>
    public bool Contains(DataType type) => (Bits & Bit(type)) != 0;

    /// <summary>
    /// The type that a value of unknown type is read as: text where text fits, the widest number, the one type of the set; and
    /// <see cref="DataType.Dynamic"/>, as it comes, where nearly everything fits.
    /// </summary>
    public DataType Settle()
    {
        if (BitOperations.PopCount(Bits) > BitOperations.PopCount(Numeric.Bits | String.Bits))
            return DataType.Dynamic;
        ReadOnlySpan<DataType> preferred =
        [
            DataType.Keyword,
            DataType.Double,
            DataType.Long,
            DataType.Integer,
            DataType.Date,
            DataType.Ip,
            DataType.Boolean,
            DataType.GeoPoint,
        ];
        foreach (var type in preferred)
        {
            if (Contains(type))
                return type;
        }

        return DataType.Dynamic;
    }

    /// <summary>The type that a string literal is converted to for this parameter (ES|QL specification, 4.7), or null.</summary>
    public DataType? LiteralType()
    {
        if (Contains(DataType.Keyword))
            return null;
        ReadOnlySpan<DataType> targets = [DataType.Date, DataType.Ip, DataType.Version, DataType.Boolean];
        foreach (var type in targets)
        {
            if (Contains(type))
                return type;
        }

        return null;
    }

    private static uint Bit(DataType type) => 1u << (int)type;
}
