using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Scenarios;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>
/// A scenario of <c>tests/spec/corpus</c>: it names its rule by id, and its events may be copies of one another (see the README there).
/// </summary>
/// <param name="Id">The file's name and the scenario's.</param>
/// <param name="Text">The scenario as it is written.</param>
internal sealed partial record CorpusScenario(string Id, JsonObject Text)
{
    private static readonly Lazy<Dictionary<string, string>> RulePaths = new(FindRules);

    private static readonly Lazy<Dictionary<string, CorpusScenario>> Scenarios = new(ReadAll);

    /// <summary>All scenarios, by id.</summary>
    public static IReadOnlyDictionary<string, CorpusScenario> All => Scenarios.Value;

    /// <summary>The rule's id.</summary>
    public string RuleId => Text["rule_id"]!.GetValue<string>();

    /// <summary>The first event whose id begins so.</summary>
    public JsonObject EventOf(string idStart) =>
        (JsonObject)
            Text["events"]!
                .AsArray()
                .First(e => e!["_id"]!.GetValue<string>().StartsWith(idStart, StringComparison.Ordinal))!;

    /// <summary>How often that event stands there; 0 where it is not repeated.</summary>
    public int RepeatOf(string idStart) => EventOf(idStart)["repeat"]?.GetValue<int>() ?? 0;

    /// <summary>The scenario in the form that <see cref="ScenarioFiles"/> reads: the rule by path, every event written out.</summary>
    public string Expand()
    {
        var scenario = (JsonObject)Text.DeepClone();
        scenario["rule"] = RulePaths.Value[RuleId];
        foreach (var key in new[] { "events", "indicators" })
        {
            if (scenario[key] is JsonArray documents)
                scenario[key] = ExpandDocuments(documents);
        }

        return scenario.ToJsonString();
    }

    /// <summary>Reads an expanded text; fails where something is wrong with it.</summary>
    public static Scenario Parse(string text)
    {
        var diagnostics = new DiagnosticBag();
        var path = SharedData.InRepository("tests/spec/corpus/scenario.json");
        var scenarios = ScenarioFiles.Parse(SourceText.From(text, path), diagnostics);
        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        return Assert.Single(scenarios);
    }

    private static JsonArray ExpandDocuments(JsonArray documents)
    {
        var expanded = new JsonArray();
        var known = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var item in documents)
        {
            var document = (JsonObject)item!.DeepClone();
            if (document["copy_of"] is { } original)
                document = Copy(known[original.GetValue<string>()], document);
            known[document["_id"]!.GetValue<string>()] = document;
            var repeat = document["repeat"]?.GetValue<int>() ?? 0;
            for (var n = 1; n <= Math.Max(repeat, 1); n++)
            {
                var one = (JsonObject)document.DeepClone();
                one.Remove("repeat");
                expanded.Add(repeat == 0 ? one : Number(one, n));
            }
        }

        return expanded;
    }

    private static JsonObject Copy(JsonObject original, JsonObject change)
    {
        var copy = (JsonObject)original.DeepClone();
        foreach (var key in new[] { "_id", "_index", "repeat" })
        {
            if (change[key] is { } value)
                copy[key] = value.DeepClone();
        }

        foreach (var (field, value) in change["with"]!.AsObject())
            Set((JsonObject)copy["_source"]!, field.Split('.'), value);
        return copy;
    }

    /// <summary>Sets a field by its path; null takes it away.</summary>
    private static void Set(JsonObject document, string[] path, JsonNode? value)
    {
        foreach (var step in path[..^1])
        {
            if (document[step] is not JsonObject)
                document[step] = new JsonObject();
            document = (JsonObject)document[step]!;
        }

        if (value is null)
            Assert.True(document.Remove(path[^1]), $"there is no {string.Join('.', path)} to take away");
        else
            document[path[^1]] = value.DeepClone();
    }

    /// <summary>Writes the place of a copy where <c>{n}</c> stands; a number where it stands alone.</summary>
    private static JsonNode? Number(JsonNode? node, int n) =>
        node switch
        {
            JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Number(m.Value, n)))),
            JsonArray items => new JsonArray([.. items.Select(i => Number(i, n))]),
            JsonValue value when value.TryGetValue<string>(out var text) => text == "{n}"
                ? JsonValue.Create(n)
                : JsonValue.Create(
                    text.Replace("{n}", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                ),
            _ => node?.DeepClone(),
        };

    private static Dictionary<string, CorpusScenario> ReadAll()
    {
        var scenarios = new Dictionary<string, CorpusScenario>(StringComparer.Ordinal);
        var files = Directory.GetFiles(SharedData.InRepository("tests/spec/corpus"), "*.json");
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            foreach (var item in JsonNode.Parse(File.ReadAllText(file))!.AsArray())
            {
                var id = $"{Path.GetFileNameWithoutExtension(file)}/{item!["id"]!.GetValue<string>()}";
                scenarios.Add(id, new(id, item.AsObject()));
            }
        }

        return scenarios;
    }

    private static Dictionary<string, string> FindRules()
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        var root = SharedData.Require("corpus/elastic-rules");
        foreach (var file in Directory.EnumerateFiles(root, "*.toml", SearchOption.AllDirectories))
            paths[RuleIdLine().Match(File.ReadAllText(file)).Groups[1].Value] = file;
        return paths;
    }

    [GeneratedRegex("^rule_id = \"([^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex RuleIdLine();
}
