namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The aggregate functions by name. The list is written out; names are compared without regard to case.</summary>
internal static class AggregateRegistry
{
    /// <summary>Every function once, in the order of the documentation.</summary>
    public static readonly IReadOnlyList<AggregateFunction> All =
    [
        new Count(),
        new CountDistinct(),
        new Sum(),
        new Avg(),
        new Min(),
        new Max(),
        new Median(),
        new Percentile(),
        new MedianAbsoluteDeviation(),
        new StdDev(),
        new Variance(),
        new WeightedAvg(),
        new ValuesAggregate(),
        new Top(),
        new First(),
        new Last(),
        new Present(),
        new Absent(),
        new SampleAggregate(),
    ];

    private static readonly Dictionary<string, AggregateFunction> ByName = All.ToDictionary(
        f => f.Name,
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Their names, to suggest from.</summary>
    public static IEnumerable<string> Names => All.Select(f => f.Name);

    /// <summary>The function of a name in any case, or null.</summary>
    public static AggregateFunction? Find(string name) => ByName.GetValueOrDefault(name);
}
