namespace Tocsin.Core.Fields;

/// <summary>The type of a field, column or expression.</summary>
/// <remarks>Names and meaning: ES|QL specification, section 4.1. <see cref="Dynamic"/> is ours: the catalogue is silent and each value has the type that its JSON has.</remarks>
internal enum DataType : byte
{
    /// <summary>A null literal and what can only be null.</summary>
    Null,
    Boolean,
    Integer,
    Long,
    UnsignedLong,
    Double,
    Keyword,
    Text,
    Date,
    DateNanos,
    Ip,
    Version,
    GeoPoint,
    GeoShape,
    CartesianPoint,
    CartesianShape,
    DatePeriod,
    TimeDuration,
    Source,
    Unsupported,
    Dynamic,
}

/// <summary>Questions about types that several stages ask.</summary>
internal static class DataTypes
{
    /// <summary>Whether values of the type are numbers.</summary>
    public static bool IsNumeric(this DataType type) =>
        type is DataType.Integer or DataType.Long or DataType.UnsignedLong or DataType.Double;

    /// <summary>Whether values of the type are text.</summary>
    public static bool IsString(this DataType type) => type is DataType.Keyword or DataType.Text;

    /// <summary>Whether values of the type are instants.</summary>
    public static bool IsDate(this DataType type) => type is DataType.Date or DataType.DateNanos;

    /// <summary>Whether values of the type are time spans.</summary>
    public static bool IsSpan(this DataType type) => type is DataType.DatePeriod or DataType.TimeDuration;

    /// <summary>Whether values of the type are points or shapes.</summary>
    public static bool IsSpatial(this DataType type) =>
        type is DataType.GeoPoint or DataType.GeoShape or DataType.CartesianPoint or DataType.CartesianShape;

    /// <summary>The name that Elasticsearch prints: <c>keyword</c>, <c>date_nanos</c>, <c>unsigned_long</c>.</summary>
    public static string ToName(this DataType type) =>
        type switch
        {
            DataType.Null => "null",
            DataType.Boolean => "boolean",
            DataType.Integer => "integer",
            DataType.Long => "long",
            DataType.UnsignedLong => "unsigned_long",
            DataType.Double => "double",
            DataType.Keyword => "keyword",
            DataType.Text => "text",
            DataType.Date => "date",
            DataType.DateNanos => "date_nanos",
            DataType.Ip => "ip",
            DataType.Version => "version",
            DataType.GeoPoint => "geo_point",
            DataType.GeoShape => "geo_shape",
            DataType.CartesianPoint => "cartesian_point",
            DataType.CartesianShape => "cartesian_shape",
            DataType.DatePeriod => "date_period",
            DataType.TimeDuration => "time_duration",
            DataType.Source => "_source",
            DataType.Unsupported => "unsupported",
            _ => "dynamic",
        };
}
