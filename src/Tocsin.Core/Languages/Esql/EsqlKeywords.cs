namespace Tocsin.Core.Languages.Esql;

/// <summary>The words of the language (specification 2.3, 3).</summary>
internal static class EsqlKeywords
{
    /// <summary>Commands that this engine runs, for suggestions.</summary>
    public static readonly IReadOnlyList<string> Commands =
    [
        "COMPLETION",
        "DISSECT",
        "DROP",
        "ENRICH",
        "EVAL",
        "FORK",
        "GROK",
        "INLINE STATS",
        "KEEP",
        "LIMIT",
        "LOOKUP JOIN",
        "MV_EXPAND",
        "RENAME",
        "SAMPLE",
        "SORT",
        "STATS",
        "WHERE",
    ];

    /// <summary>Commands of newer versions that are refused by name.</summary>
    public static readonly HashSet<string> UnsupportedCommands = new[]
    {
        "CHANGE_POINT",
        "RERANK",
        "FUSE",
        "URI_PARTS",
        "REGISTERED_DOMAIN",
        "USER_AGENT",
        "METRICS_INFO",
        "TS_INFO",
        "MMR",
    }.ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Functions of the reference that are refused by name; those that end in <c>_OVER_TIME</c> are too.</summary>
    public static readonly HashSet<string> UnsupportedFunctions = new[]
    {
        "CATEGORIZE",
        "CHUNK",
        "DECAY",
        "KNN",
        "MULTI_MATCH",
        "RATE",
        "IRATE",
        "DELTA",
        "IDELTA",
        "INCREASE",
        "SCORE",
        "ST_CENTROID_AGG",
        "ST_EXTENT_AGG",
        "ST_GEOHASH",
        "ST_GEOHEX",
        "ST_GEOTILE",
        "ST_SIMPLIFY",
        "TERM",
        "TEXT_EMBEDDING",
        "TOP_SNIPPETS",
        "V_COSINE",
        "V_DOT_PRODUCT",
        "V_HAMMING",
        "V_L1_NORM",
        "V_L2_NORM",
    }.ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that are no names unless quoted. <c>FIRST</c> and <c>LAST</c> are names where no <c>NULLS</c> stands before them.</summary>
    public static readonly HashSet<string> Reserved = new[]
    {
        "AND",
        "AS",
        "ASC",
        "BY",
        "DESC",
        "FALSE",
        "IN",
        "IS",
        "LIKE",
        "NOT",
        "NULL",
        "NULLS",
        "ON",
        "OR",
        "RLIKE",
        "TRUE",
        "WHERE",
        "WITH",
    }.ToHashSet(StringComparer.OrdinalIgnoreCase);
}
