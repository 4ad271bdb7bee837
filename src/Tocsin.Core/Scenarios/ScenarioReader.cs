using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Reference;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Scenarios;

/// <summary>Reads one scenario out of its JSON object; all that is wrong is reported in one pass.</summary>
internal sealed class ScenarioReader
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "id",
        "note",
        "rule",
        "rule_id",
        "types",
        "events",
        "indicators",
        "exceptions",
        "value_lists",
        "ticks",
        "between",
        "expected_alerts",
        "expected_warnings",
        "quirk",
        "semantics",
    };

    private static readonly NameTable<ReferenceWarningKind> WarningKinds = new(
        ("max_signals", ReferenceWarningKind.MaxSignals),
        ("gap", ReferenceWarningKind.Gap)
    );

    private readonly TableReader _scenario;
    private readonly DiagnosticBag _diagnostics;
    private readonly string _folder;

    private ScenarioReader(TableReader scenario, string folder)
    {
        _scenario = scenario;
        _diagnostics = scenario.Diagnostics;
        _folder = folder;
    }

    /// <summary>Whether an object has the shape of a scenario.</summary>
    public static bool IsScenario(TableNode table) =>
        table["rule"] is not null && (table["expected_alerts"] is not null || table["events"] is not null);

    /// <summary>The scenario, or null where something is wrong with it.</summary>
    /// <param name="source">The file.</param>
    /// <param name="table">The scenario's object.</param>
    /// <param name="fallbackId">Its id where it names none.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static Scenario? Read(SourceText source, TableNode table, string fallbackId, DiagnosticBag diagnostics)
    {
        var own = new DiagnosticBag();
        var folder = Path.GetDirectoryName(source.Name) ?? "";
        var scenario = new ScenarioReader(new(source, table, "", own), folder).Read(fallbackId);
        diagnostics.AddRange(own.ToSortedArray());
        return own.HasErrors ? null : scenario;
    }

    private Scenario? Read(string fallbackId)
    {
        _scenario.WarnOfUnknown(Known);
        if (!_scenario.Has("expected_alerts"))
            _scenario.FailMissing("expected_alerts", "an empty list expects that there is no alert");
        var rule = ReadRule();
        var scenario = new Scenario
        {
            Id = _scenario.Text("id") ?? fallbackId,
            Note = _scenario.Text("note") ?? "",
            File = _scenario.Source,
            Span = _scenario.Table.Span,
            Rule = rule!,
            Types = ReadTypes(),
            Events = ReadDocuments("events"),
            Indicators = ReadDocuments("indicators"),
            Exceptions = ReadExceptions(),
            ValueLists = ReadValueLists(),
            Ticks = ReadTicks(),
            Closings =
            [
                .. _scenario
                    .Tables("between")
                    .Select(b => new ScenarioClosing(
                        (int)(b.Integer("after_tick", 1, int.MaxValue) ?? 0),
                        b.Texts("close_source_ids").ToHashSet(StringComparer.Ordinal)
                    )),
            ],
            ExpectedAlerts = [.. _scenario.Tables("expected_alerts").Select(ReadExpected)],
            ExpectedWarnings = [.. _scenario.Tables("expected_warnings").Select(ReadWarning)],
            Semantics = _scenario.Choice("semantics", RunSemanticsNames.All),
        };
        return rule is null ? null : scenario;
    }

    private Rule? ReadRule()
    {
        if (_scenario.Table["rule"] is TableNode inline)
        {
            var wrapped = inline["attributes"] as TableNode;
            return RuleReader.Read(_scenario.Source, wrapped ?? inline, null, _diagnostics);
        }

        var path = _scenario.RequiredText("rule", "a rule as an object, or the path of its file");
        if (path.Length == 0)
            return null;
        var loaded = RuleFiles.Load([Path.Combine(_folder, path)], _diagnostics);
        var wanted = _scenario.Text("rule_id");
        var rules = loaded.Rules.Where(r => wanted is null || r.RuleId == wanted).ToList();
        if (rules.Count == 1)
            return rules[0];
        if (!_diagnostics.HasErrors)
        {
            var help = wanted is null ? "`rule_id` says which one" : null;
            _scenario.Fail("rule", ScenarioDiagnostics.NotOneRule, help, path, rules.Count);
        }

        return null;
    }

    private Dictionary<string, FieldInfo> ReadTypes()
    {
        var types = new Dictionary<string, FieldInfo>(StringComparer.Ordinal);
        if (_scenario.Inner("types") is not { } table)
            return types;
        foreach (var entry in table.Table.Entries)
        {
            var name = table.Text(entry.Key) ?? "";
            if (MappingTypes.TryParse(name, out var type, out var traits))
            {
                types[entry.Key] = new(entry.Key, type, traits);
                continue;
            }

            var near = NearestName.Find(name, MappingTypes.Names);
            table.Fail(
                entry.Key,
                ScenarioDiagnostics.UnknownType,
                near is null ? null : $"did you mean `{near}`?",
                name
            );
        }

        return types;
    }

    private ScenarioDocuments ReadDocuments(string key)
    {
        if (_scenario.Table[key] is StringNode path)
            return new([], [Path.Combine(_folder, path.Value)]);
        var inline = new List<byte[]>();
        var paths = new List<string>();
        foreach (var item in _scenario.Items(key))
        {
            if (item is StringNode file)
                paths.Add(Path.Combine(_folder, file.Value));
            else if (item is TableNode document)
                inline.Add(ToBytes(document));
            else
                _scenario.Fail(key, RuleDiagnostics.WrongType, null, $"{key}[…]", "a document or a path", item.Kind);
        }

        return new(inline, paths);
    }

    private static byte[] ToBytes(TableNode document)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonDocuments.WriterOptions))
            TreeJson.ToJson(document).WriteTo(writer);
        return stream.ToArray();
    }

    private List<ExceptionItem> ReadExceptions()
    {
        var items = new List<ExceptionItem>();
        foreach (var table in _scenario.Tables("exceptions"))
        {
            if (ExceptionItem.Read(TreeJson.ToJson(table.Table), out var problem) is { } item)
                items.Add(item);
            else
                _diagnostics.Report(
                    RuleDiagnostics.BadException,
                    _scenario.Source,
                    table.Table.Span,
                    problem ?? "it cannot be read"
                );
        }

        return items;
    }

    private Dictionary<string, ValueList> ReadValueLists()
    {
        var lists = new Dictionary<string, ValueList>(StringComparer.Ordinal);
        if (_scenario.Inner("value_lists") is not { } table)
            return lists;
        foreach (var entry in table.Table.Entries)
        {
            if (table.Inner(entry.Key) is not { } list)
                continue;
            var values = list.Items("values").Select(v => ExceptionItem.Text(TreeJson.ToJson(v)));
            lists[entry.Key] = new(list.Text("type") ?? "keyword", [.. values.OfType<string>()]);
        }

        return lists;
    }

    private List<long> ReadTicks()
    {
        var ticks = new List<long>();
        foreach (var text in _scenario.Texts("ticks"))
        {
            if (!Iso8601.TryParse(Encoding.UTF8.GetBytes(text), out var millis, out _))
                _scenario.Fail("ticks", ScenarioDiagnostics.BadTime, "write `2026-03-10T12:00:00Z`", text);
            else if (ticks.Count > 0 && millis <= ticks[^1])
                _scenario.Fail("ticks", ScenarioDiagnostics.TicksOutOfOrder, null);
            else
                ticks.Add(millis);
        }

        return ticks;
    }

    private static ExpectedAlert ReadExpected(TableReader entry)
    {
        var fields = entry.Inner("fields")?.Table;
        return new()
        {
            Span = entry.Table.Span,
            Run = (int?)entry.Integer("tick", 1, int.MaxValue),
            SourceIds = entry.Has("source_ids") ? entry.Texts("source_ids") : null,
            Fields =
                fields?.Entries.ToDictionary(f => f.Key, f => TreeJson.ToJson(f.Value), StringComparer.Ordinal) ?? [],
            Absent = entry.Texts("absent"),
            Ancestors = ReadList(entry, "ancestors"),
            Group = entry.Text("group"),
            IsShell = entry.Boolean("shell"),
            SuppressionTerms = ReadList(entry, "suppression_terms"),
            ThresholdTerms = ReadList(entry, "threshold_terms"),
            Enrichments = ReadList(entry, "enrichments"),
        };
    }

    private static JsonArray? ReadList(TableReader entry, string key)
    {
        if (!entry.Has(key))
            return null;
        return [.. entry.Items(key).Select(TreeJson.ToJson)];
    }

    private static ReferenceWarning ReadWarning(TableReader entry)
    {
        if (!entry.Has("kind"))
            entry.FailMissing("kind");
        return new(
            (int)(entry.Integer("tick", 1, int.MaxValue) ?? 0),
            entry.Choice("kind", WarningKinds) ?? ReferenceWarningKind.Gap
        );
    }
}
