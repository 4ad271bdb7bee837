namespace Tocsin.Core.Values;

/// <summary>What a <see cref="Value"/> holds at run time.</summary>
internal enum ValueKind : byte
{
    /// <summary>No value.</summary>
    Null,
    Boolean,

    /// <summary>32 bits, signed.</summary>
    Integer,

    /// <summary>64 bits, signed.</summary>
    Long,

    /// <summary>64 bits, unsigned.</summary>
    UnsignedLong,
    Double,

    /// <summary>Bytes, nearly always UTF-8 text; ordered as bytes.</summary>
    String,

    /// <summary>Milliseconds since 1970-01-01T00:00Z.</summary>
    Date,

    /// <summary>Nanoseconds since 1970-01-01T00:00Z.</summary>
    DateNanos,

    /// <summary>16 bytes, IPv4 mapped into IPv6.</summary>
    Ip,

    /// <summary>The text of a version; ordered as versions.</summary>
    Version,

    /// <summary>Two coordinates, longitude first.</summary>
    GeoPoint,

    /// <summary>Two coordinates, x first.</summary>
    CartesianPoint,

    /// <summary>Milliseconds.</summary>
    TimeDuration,

    /// <summary>Months and days.</summary>
    DatePeriod,

    /// <summary>Two or more values, none of them null.</summary>
    Many,
}
