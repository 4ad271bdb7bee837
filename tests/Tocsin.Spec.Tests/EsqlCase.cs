using System.Text.Json;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>One case of <c>conformance/esql</c>.</summary>
internal sealed class EsqlCase
{
    private static readonly string[] Suites =
    [
        "agg_extra",
        "commands",
        "date",
        "events",
        "grok_dissect",
        "inline_stats",
        "ip_like",
        "json",
        "mv",
        "null_cond",
        "numbers",
        "rule_shapes",
        "stats",
        "string",
        "union_types",
    ];

    private static readonly Lazy<Dictionary<string, EsqlCase>> ById = new(() =>
        Suites.SelectMany(Load).ToDictionary(c => c.Id)
    );

    private readonly JsonElement _case;

    private EsqlCase(string suite, JsonElement element)
    {
        _case = element;
        Id = $"{suite}/{element.GetProperty("id").GetString()}";
    }

    /// <summary>Suite and id.</summary>
    public string Id { get; }

    /// <summary>All ids, in the order of the files; empty without the data.</summary>
    public static IEnumerable<string> Ids => ById.Value.Keys;

    public string Query => _case.GetProperty("query").GetString()!;

    /// <summary>The data sets that must be present.</summary>
    public IReadOnlyList<string> Datasets =>
        _case.TryGetProperty("datasets", out var several) ? [.. several.EnumerateArray().Select(d => d.GetString()!)]
        : _case.GetProperty("dataset").GetString() is { } one ? [one]
        : [];

    public bool IsError => _case.TryGetProperty("error", out _);

    public bool IsOrdered => _case.GetProperty("ordered").GetBoolean();

    public bool IgnoresOrderInCells => _case.TryGetProperty("mv_unordered", out var flag) && flag.GetBoolean();

    public IReadOnlyList<(string Name, string Type)> Columns =>
        [
            .. _case
                .GetProperty("columns")
                .EnumerateArray()
                .Select(c => (c.GetProperty("name").GetString()!, c.GetProperty("type").GetString()!)),
        ];

    public IReadOnlyList<JsonElement[]> Rows =>
        [.. _case.GetProperty("rows").EnumerateArray().Select(r => r.EnumerateArray().ToArray())];

    public IReadOnlyList<string> Warnings =>
        _case.TryGetProperty("warnings", out var warnings)
            ? [.. warnings.EnumerateArray().Select(w => w.GetString()!)]
            : [];

    /// <summary>The case of an id; skips the test without the data.</summary>
    public static EsqlCase Get(string id)
    {
        SharedData.Require("conformance/esql/README.md");
        return ById.Value[id];
    }

    private static IEnumerable<EsqlCase> Load(string suite) =>
        SharedData
            .LinesOrNone($"conformance/esql/{suite}.jsonl")
            .Select(l => new EsqlCase(suite, JsonElement.Parse(l)));
}
