using Tocsin.Core.Engine.Pipeline;

namespace Tocsin.Core.Languages.Esql;

/// <summary>What a query may use and how it is run.</summary>
internal sealed record EsqlOptions
{
    /// <summary>The rows of a query without <c>LIMIT</c>.</summary>
    public const int LimitDefault = 1000;

    /// <summary>The most rows of a query with <c>LIMIT</c>.</summary>
    public const int LimitMax = 10_000;

    /// <summary>For <c>tocsin query</c>: limits hold, the clock is known while events are read.</summary>
    public static EsqlOptions ForQuery { get; } = new() { AppliesLimits = true, ClockIsFixed = true };

    /// <summary>For rules: no limits but the query's own (17.2); one pane serves many ticks.</summary>
    public static EsqlOptions ForRule { get; } = new();

    /// <summary>Whether the default and the largest limit hold (1.3), and whether fields that only <c>FROM</c> brought are columns of the result.</summary>
    public bool AppliesLimits { get; init; }

    /// <summary>Whether <c>NOW()</c> is the same for all that is read: then it can be asked while events are read.</summary>
    public bool ClockIsFixed { get; init; }

    /// <summary>The tables of <c>LOOKUP JOIN</c> and <c>ENRICH</c> by name.</summary>
    public IReadOnlyDictionary<string, LookupTable> Lookups { get; init; } = new Dictionary<string, LookupTable>();

    /// <summary>The indices of the input, where naming another is an error; null where it is not.</summary>
    public IReadOnlyCollection<string>? KnownIndices { get; init; }

    /// <summary>Who answers <c>COMPLETION</c>; null for nobody.</summary>
    public ICompletionProvider? CompletionProvider { get; init; }

    /// <summary>Whether expressions are optimized; results are the same without.</summary>
    public bool Optimizes { get; init; } = true;

    /// <summary>How much memory a query may hold.</summary>
    public long MemoryBytesMax { get; init; } = 4L << 30;

    /// <summary>The version that <c>SHOW INFO</c> tells.</summary>
    public string VersionText { get; init; } = "0.1.0";

    /// <summary>The date of the build that <c>SHOW INFO</c> tells.</summary>
    public string BuildDateText { get; init; } = "unknown";

    /// <summary>The commit that <c>SHOW INFO</c> tells.</summary>
    public string BuildHashText { get; init; } = "unknown";
}
