namespace Tocsin.Core.Fields;

/// <summary>The field types of an Elasticsearch mapping, as types files name them.</summary>
/// <remarks>Which of them a query can use: ES|QL specification 4.1 and 4.2; the others are fields of the type <see cref="DataType.Unsupported"/>.</remarks>
internal static class MappingTypes
{
    private static readonly Dictionary<string, (DataType Type, FieldTraits Traits)> Types = new(StringComparer.Ordinal)
    {
        ["keyword"] = (DataType.Keyword, FieldTraits.None),
        ["constant_keyword"] = (DataType.Keyword, FieldTraits.None),
        ["counted_keyword"] = (DataType.Keyword, FieldTraits.None),
        ["wildcard"] = (DataType.Keyword, FieldTraits.Wildcard),
        ["text"] = (DataType.Text, FieldTraits.None),
        ["match_only_text"] = (DataType.Text, FieldTraits.None),
        ["semantic_text"] = (DataType.Text, FieldTraits.None),
        ["annotated_text"] = (DataType.Text, FieldTraits.None),
        ["boolean"] = (DataType.Boolean, FieldTraits.None),
        ["byte"] = (DataType.Integer, FieldTraits.None),
        ["short"] = (DataType.Integer, FieldTraits.None),
        ["integer"] = (DataType.Integer, FieldTraits.None),
        ["long"] = (DataType.Long, FieldTraits.None),
        ["unsigned_long"] = (DataType.UnsignedLong, FieldTraits.None),
        ["half_float"] = (DataType.Double, FieldTraits.None),
        ["float"] = (DataType.Double, FieldTraits.None),
        ["double"] = (DataType.Double, FieldTraits.None),
        ["scaled_float"] = (DataType.Double, FieldTraits.None),
        ["date"] = (DataType.Date, FieldTraits.None),
        ["datetime"] = (DataType.Date, FieldTraits.None),
        ["date_nanos"] = (DataType.DateNanos, FieldTraits.None),
        ["ip"] = (DataType.Ip, FieldTraits.None),
        ["version"] = (DataType.Version, FieldTraits.None),
        ["geo_point"] = (DataType.GeoPoint, FieldTraits.None),
        ["geo_shape"] = (DataType.GeoShape, FieldTraits.None),
        ["point"] = (DataType.CartesianPoint, FieldTraits.None),
        ["cartesian_point"] = (DataType.CartesianPoint, FieldTraits.None),
        ["shape"] = (DataType.CartesianShape, FieldTraits.None),
        ["cartesian_shape"] = (DataType.CartesianShape, FieldTraits.None),
        ["_source"] = (DataType.Source, FieldTraits.None),
        ["object"] = (DataType.Unsupported, FieldTraits.Object),
        ["passthrough"] = (DataType.Unsupported, FieldTraits.Object),
        ["nested"] = (DataType.Unsupported, FieldTraits.Nested),
        ["flattened"] = (DataType.Unsupported, FieldTraits.Flattened),
    };

    /// <summary>Types that an index may have and no query can use.</summary>
    private static readonly string[] Unusable =
    [
        "aggregate_metric_double",
        "alias",
        "binary",
        "completion",
        "date_range",
        "dense_vector",
        "double_range",
        "exponential_histogram",
        "float_range",
        "histogram",
        "icu_collation_keyword",
        "integer_range",
        "ip_range",
        "join",
        "long_range",
        "murmur3",
        "percolator",
        "rank_feature",
        "rank_features",
        "rank_vectors",
        "search_as_you_type",
        "sparse_vector",
        "tdigest",
        "token_count",
        "unsupported",
    ];

    /// <summary>All names, to suggest from.</summary>
    public static IEnumerable<string> Names => Types.Keys.Concat(Unusable);

    /// <summary>What a type name stands for; false where no such type exists.</summary>
    public static bool TryParse(string name, out DataType type, out FieldTraits traits)
    {
        if (Types.TryGetValue(name, out var found))
        {
            (type, traits) = found;
            return true;
        }

        (type, traits) = (DataType.Unsupported, FieldTraits.None);
        return Array.BinarySearch(Unusable, name, StringComparer.Ordinal) >= 0;
    }
}
