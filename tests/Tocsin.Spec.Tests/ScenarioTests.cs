using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Scenarios;
using Tocsin.Core.Text;

namespace Tocsin.Spec.Tests;

/// <summary>Behaviour of the detection engine in scenarios of our own.</summary>
public sealed class ScenarioTests
{
    private const string Noon = "2026-03-10T12:00:00.000Z";

    [Fact]
    public void ANegatedEntryMustNotMatchTheSameIndicator()
    {
        var scenario = ThreatMatch("""{"field":"host.name","type":"mapping","value":"threat.host","negate":true}""");
        scenario["events"]!.AsArray().Add(Event("e2", "11:58:00", """{"ip":"203.0.113.5","host":{"name":"h1"}}"""));
        scenario["expected_alerts"] = Expected("e1");

        Check(scenario);
    }

    [Fact]
    public void AnIndicatorsTextIsReadAsTheTypeOfTheEventsField()
    {
        var scenario = ThreatMatch(null);
        scenario["types"] = JsonNode.Parse("""{"ip":"ip"}""");
        scenario["expected_alerts"] = Expected("e1");

        Check(scenario);
    }

    [Fact]
    public void AnExceptionHoldsForIndicatorsAsWell()
    {
        var scenario = ThreatMatch(null);
        scenario["exceptions"] = JsonNode.Parse(
            """[{"entries":[{"field":"threat.host","type":"match","operator":"included","value":"h1"}]}]"""
        );

        Check(scenario);
    }

    [Fact]
    public void EqlHandsOverOnlyTheNewestEvents()
    {
        var scenario = Rule("eql", "eql", "any where true", """{"max_signals":2}""");
        scenario["ticks"] = new JsonArray(Noon, "2026-03-10T12:01:00.000Z");
        scenario["events"] = new JsonArray(Event("e1", "11:57:00"), Event("e2", "11:58:00"), Event("e3", "11:59:00"));
        scenario["expected_alerts"] = Expected("e2", "e3");
        scenario["expected_warnings"] = JsonNode.Parse(
            """[{"tick":1,"kind":"max_signals"},{"tick":2,"kind":"max_signals"}]"""
        );

        Check(scenario);
    }

    [Fact]
    public void RowsThatDoNotKeepTheIdStandForThemselves()
    {
        var scenario = Rule("esql", "esql", "FROM logs-* | KEEP host.name", "{}");
        scenario["ticks"] = new JsonArray(Noon, "2026-03-10T12:01:00.000Z");
        scenario["events"] = new JsonArray(Event("e1", "11:58:00", """{"host":{"name":"h1"},"user":{"name":"u"}}"""));
        scenario["expected_alerts"] = JsonNode.Parse(
            """[{"tick":1,"fields":{"host.name":"h1"},"absent":["user.name"]},{"tick":2,"source_ids":[]}]"""
        );

        Check(scenario);
    }

    [Fact]
    public void InOurSemanticsAnEventIsAlertedWholeAndOnce()
    {
        var scenario = Rule("esql", "esql", "FROM logs-* | KEEP host.name", "{}");
        scenario["semantics"] = "tocsin";
        scenario["ticks"] = new JsonArray(Noon, "2026-03-10T12:05:00.000Z");
        scenario["events"] = new JsonArray(
            Event("e0", "11:53:00"),
            Event("e1", "11:58:00", """{"host":{"name":"h1"},"user":{"name":"u"}}""")
        );
        scenario["expected_alerts"] = Expected("e1");
        scenario["expected_alerts"]![0]!["fields"] = JsonNode.Parse("""{"user.name":"u"}""");

        Check(scenario);
    }

    [Fact]
    public void RunsAtOddTimesAreRunsAtOddTimes()
    {
        var scenario = Rule(
            "threshold",
            "kuery",
            "*",
            """{"threshold":{"field":["host.name"],"value":2},"from":"now-3m"}"""
        );
        scenario["semantics"] = "tocsin";
        scenario["ticks"] = new JsonArray("2026-03-10T12:02:17.000Z");
        scenario["events"] = new JsonArray(
            Event("e0", "11:59:16", """{"host":{"name":"h1"}}"""),
            Event("e1", "11:59:17", """{"host":{"name":"h1"}}"""),
            Event("e2", "12:02:17", """{"host":{"name":"h1"}}""")
        );
        scenario["expected_alerts"] = JsonNode.Parse(
            """[{"tick":1,"fields":{"kibana.alert.threshold_result.count":2,"@timestamp":"2026-03-10T12:02:17Z"}}]"""
        );

        Check(scenario);
    }

    [Fact]
    public void IdenticalRecordsAreEventsOfTheirOwn()
    {
        var scenario = Rule("query", "kuery", "*", "{}");
        var record =
            """{"@timestamp":"2026-03-10T11:58:00.000Z","data_stream":{"type":"logs","dataset":"x","namespace":"default"},"n":1}""";
        scenario["events"] = new JsonArray(JsonNode.Parse(record), JsonNode.Parse(record));
        scenario["expected_alerts"] = JsonNode.Parse("""[{"fields":{"n":1}},{"fields":{"n":1}}]""");

        Check(scenario);
    }

    private static void Check(JsonObject scenario)
    {
        var diagnostics = new DiagnosticBag();
        var loaded = ScenarioFiles.Parse(SourceText.From(scenario.ToJsonString(), "scenario.json"), diagnostics);
        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        var result = ScenarioResult.Of(Assert.Single(loaded), RunSemantics.Elastic);
        Assert.Empty(result.Diagnostics.Select(DiagnosticRenderer.Render));
        Assert.Empty(result.Differences.Select(d => string.Join("\n", d.Details.Prepend(d.Title))));
    }

    private static JsonObject Rule(string type, string language, string query, string more)
    {
        var rule = new JsonObject
        {
            ["rule_id"] = "r",
            ["name"] = "Rule",
            ["description"] = "d",
            ["severity"] = "low",
            ["risk_score"] = 21,
            ["type"] = type,
            ["language"] = language,
            ["query"] = query,
        };
        if (type != "esql")
            rule["index"] = new JsonArray("logs-*");
        foreach (var (key, value) in JsonNode.Parse(more)!.AsObject())
            rule[key] = value?.DeepClone();
        return new()
        {
            ["id"] = "scenario",
            ["rule"] = rule,
            ["ticks"] = new JsonArray(Noon),
            ["expected_alerts"] = new JsonArray(),
        };
    }

    private static JsonObject ThreatMatch(string? negated)
    {
        var entries =
            """{"field":"ip","type":"mapping","value":"threat.ip"}""" + (negated is null ? "" : "," + negated);
        var more = $$"""
            {"threat_index":["ti-*"],"threat_query":"*","threat_mapping":[{"entries":[{{entries}}]}]}
            """;
        var scenario = Rule("threat_match", "kuery", "*", more);
        scenario["indicators"] = JsonNode.Parse(
            """[{"_index":"ti-x","_id":"i1","_source":{"@timestamp":"2026-03-01T00:00:00Z","threat":{"ip":"203.0.113.5","host":"h1"}}}]"""
        );
        scenario["events"] = new JsonArray(Event("e1", "11:58:00", """{"ip":"203.0.113.5","host":{"name":"h2"}}"""));
        return scenario;
    }

    private static JsonObject Event(string id, string time, string fields = "{}")
    {
        var source = JsonNode.Parse(fields)!.AsObject();
        source["@timestamp"] = $"2026-03-10T{time}.000Z";
        return new()
        {
            ["_index"] = "logs-x-default",
            ["_id"] = id,
            ["_source"] = source,
        };
    }

    private static JsonArray Expected(params string[] ids) =>
        [.. ids.Select(id => new JsonObject { ["tick"] = 1, ["source_ids"] = new JsonArray(id) })];
}
