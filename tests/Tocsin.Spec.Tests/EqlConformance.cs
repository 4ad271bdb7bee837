using System.Text.Json;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>The cases of <c>conformance/eql</c> and the data that they run over.</summary>
internal static class EqlConformance
{
    /// <summary>All cases by id; empty where the data are absent.</summary>
    public static IReadOnlyDictionary<string, EqlCase> Cases { get; } = ReadCases();

    /// <summary>The events of a dataset, in order of arrival.</summary>
    public static List<JsonEvent> ReadEvents(string dataset, FieldTable fields, EqlMapping mapping)
    {
        var streams = new DataStreams();
        var file = SharedData.Require($"conformance/eql/data/{dataset}.ndjson");
        return
        [
            .. File.ReadLines(file)
                .Where(l => l.Length > 0)
                .Select((l, i) => new JsonEvent(l, fields, mapping.TypeOf, i, dataset, streams)),
        ];
    }

    /// <summary>The mapping of a dataset.</summary>
    public static EqlMapping ReadMapping(string dataset, MappingUse use)
    {
        var json = JsonElement.Parse(
            File.ReadAllText(SharedData.Require($"conformance/eql/data/{dataset}.mapping.json"))
        );
        return new(json.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!), use);
    }

    /// <summary>Compiles the query of a case.</summary>
    public static EqlProgram? Compile(
        EqlCase testCase,
        ISchema schema,
        FieldTable fields,
        DiagnosticBag diagnostics,
        Func<EqlOptions, EqlOptions>? change = null
    )
    {
        var options = new EqlOptions
        {
            EventCategoryField = testCase.Option("event_category_field") ?? "event.category",
            TimestampField = testCase.Option("timestamp_field") ?? "@timestamp",
            TiebreakerField = testCase.Option("tiebreaker_field"),
        };
        return EqlCompiler.Compile(
            SourceText.From(testCase.Query, "query"),
            schema,
            fields,
            change is null ? options : change(options),
            diagnostics
        );
    }

    /// <summary>A runner with the size and position of a case.</summary>
    public static EqlQueryRunner RunnerFor(EqlCase testCase, EqlProgram program) =>
        new(program, testCase.Size, testCase.Option("result_position") == "head" ? ListEnd.Head : ListEnd.Tail);

    /// <summary>A result in the form of <c>expected</c>: a line of ids for each, <c>null</c> for missing events.</summary>
    public static List<string> Lines(EqlResult result)
    {
        var lists =
            result.Kind == EqlQueryKind.Event
                ? result.Events.Select(e => (IEnumerable<StoredEvent?>)[e])
                : result.Sequences.Select(s => (IEnumerable<StoredEvent?>)s.Events);
        return [.. lists.Select(l => string.Join(",", l.Select(e => e?.Id ?? "null")))];
    }

    private static Dictionary<string, EqlCase> ReadCases()
    {
        var folder = Path.Combine(SharedData.RepositoryRoot, "..", "shared", "conformance", "eql", "cases");
        if (!Directory.Exists(folder))
            return [];
        return Directory
            .EnumerateFiles(folder, "*.jsonl")
            .Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines)
            .Where(l => l.Length > 0)
            .Select(l => new EqlCase(JsonElement.Parse(l)))
            .ToDictionary(c => c.Id);
    }
}

/// <summary>One case.</summary>
internal sealed class EqlCase(JsonElement json)
{
    public string Id { get; } = json.GetProperty("id").GetString()!;

    public string Dataset { get; } = json.GetProperty("dataset").GetString()!;

    public string Query { get; } = json.GetProperty("query").GetString()!;

    public bool IsError { get; } = json.TryGetProperty("error", out _);

    public bool IsUnordered { get; } = json.TryGetProperty("unordered", out var unordered) && unordered.GetBoolean();

    public int? Size { get; } =
        json.TryGetProperty("options", out var options) && options.TryGetProperty("size", out var size)
            ? size.GetInt32()
            : null;

    public bool HasTag(string tag) =>
        json.TryGetProperty("tags", out var tags) && tags.EnumerateArray().Any(t => t.GetString() == tag);

    public string? Option(string name) =>
        json.TryGetProperty("options", out var options) && options.TryGetProperty(name, out var value)
            ? value.GetString()
            : null;

    public List<string> Expected =>
        [
            .. json.GetProperty("expected")
                .EnumerateArray()
                .Select(r => string.Join(",", r.EnumerateArray().Select(e => e.GetString() ?? "null"))),
        ];
}

/// <summary>What is taken from the mapping of a dataset.</summary>
public enum MappingUse
{
    /// <summary>The types; fields outside of it are unknown.</summary>
    Closed,

    /// <summary>The types; every other field is accepted.</summary>
    Open,

    /// <summary>Nothing: every field has the types of its JSON.</summary>
    None,
}

/// <summary>The mapping of a dataset as a schema.</summary>
internal sealed class EqlMapping(Dictionary<string, string> types, MappingUse use) : ISchema
{
    public bool IsStrict => use == MappingUse.Closed;

    public IReadOnlyList<FieldInfo> AllFields => [.. KnownNames.Select(n => Resolve(n)!)];

    public IEnumerable<string> KnownNames => use == MappingUse.None ? [] : types.Keys.Order(StringComparer.Ordinal);

    public FieldInfo? Resolve(string name) =>
        use != MappingUse.None && types.ContainsKey(name) ? new(name, TypeOf(name)) : null;

    public IReadOnlyDictionary<string, DataType>? ConflictingTypes(string name) => null;

    public DataType TypeOf(string name) =>
        use == MappingUse.None || !types.TryGetValue(name, out var type)
            ? DataType.Dynamic
            : type switch
            {
                "keyword" => DataType.Keyword,
                "long" => DataType.Long,
                "double" => DataType.Double,
                "boolean" => DataType.Boolean,
                "date" => DataType.Date,
                "ip" => DataType.Ip,
                _ => throw new InvalidDataException(type),
            };
}
