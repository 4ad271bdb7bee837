namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>The types that <c>::</c> knows, and the functions behind them (specification 4.9).</summary>
internal static class ConversionNames
{
    private static readonly Dictionary<string, string> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["keyword"] = "TO_STRING",
        ["string"] = "TO_STRING",
        ["text"] = "TO_STRING",
        ["integer"] = "TO_INTEGER",
        ["int"] = "TO_INTEGER",
        ["long"] = "TO_LONG",
        ["double"] = "TO_DOUBLE",
        ["boolean"] = "TO_BOOLEAN",
        ["bool"] = "TO_BOOLEAN",
        ["unsigned_long"] = "TO_UNSIGNED_LONG",
        ["ul"] = "TO_UNSIGNED_LONG",
        ["ulong"] = "TO_UNSIGNED_LONG",
        ["datetime"] = "TO_DATETIME",
        ["date"] = "TO_DATETIME",
        ["date_nanos"] = "TO_DATE_NANOS",
        ["ip"] = "TO_IP",
        ["version"] = "TO_VERSION",
        ["geo_point"] = "TO_GEOPOINT",
        ["geo_shape"] = "TO_GEOSHAPE",
        ["cartesian_point"] = "TO_CARTESIANPOINT",
        ["cartesian_shape"] = "TO_CARTESIANSHAPE",
        ["date_period"] = "TO_DATEPERIOD",
        ["time_duration"] = "TO_TIMEDURATION",
    };

    private static readonly HashSet<string> FunctionNames = Functions.Values.ToHashSet(StringComparer.Ordinal);

    /// <summary>The names of types, to suggest from.</summary>
    public static IEnumerable<string> TypeNames => Functions.Keys;

    /// <summary>The function that converts to a type, or null for an unknown type.</summary>
    public static string? FunctionFor(string typeName) => Functions.GetValueOrDefault(typeName);

    /// <summary>Whether a function, by its canonical name, is one of them.</summary>
    public static bool IsConversion(string name) => FunctionNames.Contains(name);
}
