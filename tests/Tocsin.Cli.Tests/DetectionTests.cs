using System.Text.Json;

namespace Tocsin.Cli.Tests;

/// <summary>What surrounds the queries of rules in a scan: semantics, suppression, exceptions, rules over alerts, the ledger.</summary>
public sealed class DetectionTests : IDisposable
{
    private readonly TocsinProcess _tocsin = new();

    public void Dispose() => _tocsin.Dispose();

    [Fact]
    public void SuppressionFoldsTheAlertsOfARunIntoOne()
    {
        WriteRule("shell", ",\"alert_suppression\":{\"group_by\":[\"host.name\"]}");
        WriteEvents();

        var alerts = Scan();

        Assert.Equal(2, alerts.Count);
        Assert.Equal(["a", "b"], alerts.Select(a => a.GetProperty("host").GetProperty("name").GetString()).Order());
        var folded = alerts.Single(a => Number(a, "kibana.alert.suppression.docs_count") == 1);
        Assert.Equal("2026-03-01T10:00:01.000Z", Text(folded, "kibana.alert.suppression.start"));
        Assert.Equal("2026-03-01T10:00:02.000Z", Text(folded, "kibana.alert.suppression.end"));
    }

    [Fact]
    public void SuppressionByDurationLastsOverRuns()
    {
        WriteRule(
            "shell",
            ",\"alert_suppression\":{\"group_by\":[\"host.name\"],\"duration\":{\"value\":1,\"unit\":\"h\"}}"
        );
        _tocsin.Write("e.ndjson", Event(0, 1, "a"), Event(30, 2, "a"), Event(59, 3, "a"), Event(75, 4, "a"));

        var alerts = Scan();

        Assert.Equal([2L, 0L], alerts.Select(a => Number(a, "kibana.alert.suppression.docs_count")));
        Assert.Equal("2026-03-01T11:00:00.000Z", Text(alerts[0], "kibana.alert.last_detected"));
    }

    [Fact]
    public void TheOrderOfEventsDoesNotChangeWhatIsSuppressed()
    {
        WriteRule(
            "shell",
            ",\"alert_suppression\":{\"group_by\":[\"host.name\"],\"duration\":{\"value\":1,\"unit\":\"h\"}}"
        );
        string[] events = [Event(0, 1, "a"), Event(30, 2, "a"), Event(59, 3, "b"), Event(75, 4, "a")];
        _tocsin.Write("e.ndjson", events);
        var inOrder = _tocsin.Run("scan", "e.ndjson", "--rules", "rules", "--format", "ndjson").Out;
        Array.Reverse(events);
        _tocsin.Write("e.ndjson", events);

        Assert.Equal(inOrder, _tocsin.Run("scan", "e.ndjson", "--rules", "rules", "--format", "ndjson").Out);
    }

    [Fact]
    public void AnExceptionAppliesToTheRulesThatReferToItsList()
    {
        WriteRule(
            "shell",
            ",\"exceptions_list\":[{\"id\":\"x\",\"list_id\":\"known\",\"type\":\"detection\",\"namespace_type\":\"single\"}]"
        );
        WriteEvents();
        _tocsin.Write(
            "known.ndjson",
            """{"list_id":"known","item_id":"i1","name":"host b","type":"simple","entries":[{"field":"host.name","type":"list","operator":"included","list":{"id":"hosts","type":"keyword"}}]}""",
            """{"list_id":"other","item_id":"i2","name":"host a","type":"simple","entries":[{"field":"host.name","type":"match","operator":"included","value":"a"}]}"""
        );
        _tocsin.Write("hosts.txt", "b", "c");

        var call = _tocsin.Run(
            "scan",
            "e.ndjson",
            "--rules",
            "rules",
            "--format",
            "ndjson",
            "--exceptions",
            "known.ndjson",
            "--value-list",
            "hosts=hosts.txt"
        );

        Assert.Equal(2, call.OutLines.Length);
        Assert.Contains("no rule refers to the exception list `other`", call.Error);
        Assert.Equal(0, call.Status);
    }

    [Fact]
    public void AListThatIsNotGivenKeepsTheRuleFromRunning()
    {
        WriteRule(
            "shell",
            ",\"exceptions_list\":[{\"id\":\"x\",\"list_id\":\"known\",\"type\":\"detection\",\"namespace_type\":\"single\"}]"
        );
        WriteEvents();
        _tocsin.Write(
            "known.ndjson",
            """{"list_id":"known","item_id":"i1","name":"n","type":"simple","entries":[{"field":"host.name","type":"list","operator":"included","list":{"id":"hosts","type":"keyword"}}]}"""
        );

        var call = _tocsin.Run("scan", "e.ndjson", "--rules", "rules", "--exceptions", "known.ndjson");

        Assert.Equal(2, call.Status);
        Assert.Contains("there is no value list `hosts`", call.Error);
    }

    [Fact]
    public void MaxSignalsCutsOnlyInTheReferencesSemantics()
    {
        WriteRule("shell", ",\"max_signals\":1,\"from\":\"now-5m\"");
        WriteEvents();

        var elastic = _tocsin.Run(
            "scan",
            "e.ndjson",
            "--rules",
            "rules",
            "--format",
            "ndjson",
            "--semantics",
            "elastic",
            "--report",
            "r.json"
        );

        Assert.Equal(3, Scan().Count);
        Assert.Single(elastic.OutLines);
        Assert.Contains("`max_signals` cut 1 run of 1 rule short: `shell`", elastic.Error);
        var rule = Report().GetProperty("rules")[0];
        Assert.Equal(3, rule.GetProperty("hits").GetInt32());
        Assert.Equal(1, rule.GetProperty("alerts").GetInt32());
        Assert.True(rule.GetProperty("ticks")[0].GetProperty("cut").GetBoolean());
    }

    [Fact]
    public void TheReportTellsWhatBecameOfEachTick()
    {
        WriteRule("shell", ",\"alert_suppression\":{\"group_by\":[\"host.name\"]}");
        _tocsin.Write("e.ndjson", Event(0, 1, "a"), Event(0, 2, "a"), Event(20, 1, "b"));

        _tocsin.Run("scan", "e.ndjson", "--rules", "rules", "--report", "r.json");

        var rule = Report().GetProperty("rules")[0];
        Assert.Equal(5, rule.GetProperty("due").GetInt32());
        Assert.Equal(5, rule.GetProperty("evaluated").GetInt32());
        Assert.Equal(3, rule.GetProperty("hits").GetInt32());
        Assert.Equal(2, rule.GetProperty("alerts").GetInt32());
        Assert.Equal(1, rule.GetProperty("suppressed").GetInt32());
        Assert.Equal(
            ["2026-03-01T10:05:00.000Z", "2026-03-01T10:25:00.000Z"],
            rule.GetProperty("ticks").EnumerateArray().Select(t => t.GetProperty("tick").GetString())
        );
    }

    [Theory]
    [InlineData("tocsin")]
    [InlineData("elastic")]
    public void RulesOverAlertsRunOnTheAlertsOfTheSameRun(string semantics)
    {
        WriteRule("shell", "");
        WriteAlertRule(
            "again",
            "query",
            "kuery",
            "kibana.alert.rule.name:shell and signal.rule.severity:low and host.name:b"
        );
        WriteAlertRule(
            "count",
            "esql",
            "esql",
            "from .alerts-security.* | stats n = count(*) by host.name | where n > 1"
        );
        WriteAlertRule(
            "pair",
            "eql",
            "eql",
            "sequence by host.name [any where event.kind == \\\"signal\\\"] with runs=2"
        );
        WriteEvents();

        var alerts = Scan("--semantics", semantics);

        Assert.Equal(3, Named(alerts, "shell").Count);
        var again = Assert.Single(Named(alerts, "again"));
        Assert.Equal(2, Number(again, "kibana.alert.depth"));
        Assert.Equal("b", again.GetProperty("host").GetProperty("name").GetString());
        Assert.NotEmpty(Named(alerts, "count"));
        Assert.Equal(3, Named(alerts, "pair").Count);
    }

    [Fact]
    public void ARuleDoesNotAlertOnItsOwnAlerts()
    {
        WriteAlertRule("again", "query", "kuery", "event.kind:signal");
        _tocsin.Write("first.ndjson", AlertHit("a1", "another"));
        var first = _tocsin.Run("scan", "first.ndjson", "--rules", "rules", "--format", "ndjson").OutLines;
        Assert.Single(first);
        _tocsin.Write(
            "second.ndjson",
            $$$"""{"_index":".alerts-security.alerts-default","_id":"a2","_source":{{{first[0]}}} }"""
        );

        Assert.Empty(_tocsin.Run("scan", "second.ndjson", "--rules", "rules", "--format", "ndjson").OutLines);
    }

    [Fact]
    public void ScenariosThatFailGiveStatusOneAndSayWhatDiffers()
    {
        WriteRule("shell", "");
        _tocsin.Write("good.json", Scenario("[\"e1\"]"));
        _tocsin.Write("bad.json", Scenario("[\"e9\"]"));

        var good = _tocsin.Run("rules", "test", "good.json");
        var both = _tocsin.Run("rules", "test", ".");

        Assert.Equal(0, good.Status);
        Assert.Equal(1, both.Status);
        Assert.Contains("`source_ids`: expected e9, are e1", both.Out);
        Assert.Contains("2 scenarios, 1 passed, 1 failed", both.Error);
    }

    [Fact]
    public void JUnitReportsCountFailures()
    {
        WriteRule("shell", "");
        _tocsin.Write("bad.json", Scenario("[\"e9\"]"));

        var call = _tocsin.Run("rules", "test", "bad.json", "--format", "junit");

        var suites = System.Xml.Linq.XDocument.Parse(call.Out).Root!;
        Assert.Equal("1", suites.Attribute("failures")!.Value);
        Assert.Contains("expected e9, are e1", suites.Value);
        Assert.Equal(1, call.Status);
    }

    [Theory]
    [InlineData("""{"rule":"none.ndjson","events":[],"expected_alerts":[]}""", 3)]
    [InlineData("""{"rule":{"name":"x"},"events":[],"expected_alerts":[]}""", 2)]
    [InlineData("""{"rule":"rules/shell.ndjson","events":[],"ticks":["noon"],"expected_alerts":[]}""", 2)]
    [InlineData("""{"rule":"rules/shell.ndjson","events":["none.ndjson"],"expected_alerts":[]}""", 2)]
    [InlineData("{", 2)]
    [InlineData("[]", 2)]
    public void WrongScenarioFilesAreNoFailures(string text, int status)
    {
        WriteRule("shell", "");
        _tocsin.Write("s.json", text);

        var call = _tocsin.Run("rules", "test", "s.json");

        Assert.Equal(status, call.Status);
        Assert.DoesNotContain("internal error", call.Error);
    }

    private static string Scenario(string sourceIds) =>
        $$$"""
            {"rule":"rules/shell.ndjson","ticks":["2026-03-01T10:05:00Z"],
             "events":[{"_index":"events-x","_id":"e1","_source":{{{Event(1, 0, "a")}}} }],
             "expected_alerts":[{"tick":1,"source_ids":{{{sourceIds}}},"fields":{"host.name":"a"}}]}
            """;

    private List<JsonElement> Scan(params string[] options)
    {
        string[] call = ["scan", "e.ndjson", "--rules", "rules", "--format", "ndjson", .. options];
        return [.. _tocsin.Run(call).OutLines.Select(l => JsonElement.Parse(l))];
    }

    private JsonElement Report() => JsonElement.Parse(File.ReadAllText(Path.Combine(_tocsin.Folder, "r.json")));

    private static List<JsonElement> Named(List<JsonElement> alerts, string rule) =>
        [.. alerts.Where(a => Text(a, "kibana.alert.rule.name") == rule)];

    private static string? Text(JsonElement alert, string field) => alert.GetProperty(field).GetString();

    private static long Number(JsonElement alert, string field) => alert.GetProperty(field).GetInt64();

    private void WriteEvents() => _tocsin.Write("e.ndjson", Event(0, 1, "a"), Event(0, 2, "a"), Event(0, 3, "b"));

    private static string Event(int minute, int second, string host) =>
        $$$"""{"@timestamp":"2026-03-01T{{{10 + minute / 60:00}}}:{{{minute % 60:00}}}:{{{second:00}}}Z","event":{"category":"process"},"process":{"name":"sh"},"host":{"name":"{{{host}}}"},"data_stream":{"dataset":"x","namespace":"default","type":"events"}}""";

    private static string AlertHit(string id, string rule) =>
        $$$"""{"_index":".alerts-security.alerts-default","_id":"{{{id}}}","_source":{"@timestamp":"2026-03-01T10:00:00Z","event.kind":"signal","kibana.alert.rule.uuid":"{{{rule}}}","kibana.alert.depth":1}}""";

    private void WriteRule(string name, string more) => WriteRule(name, "query", "kuery", "process.name:sh", "*", more);

    private void WriteAlertRule(string name, string type, string language, string query) =>
        WriteRule(name, type, language, query, ".alerts-security.*", "");

    private void WriteRule(string name, string type, string language, string query, string index, string more)
    {
        var indices = type == "esql" ? "" : $",\"index\":[\"{index}\"]";
        _tocsin.Write(
            $"rules/{name}.ndjson",
            $$"""{"rule_id":"{{name}}","name":"{{name}}","description":"d","severity":"low","risk_score":21,"interval":"5m","type":"{{type}}","language":"{{language}}","query":"{{query}}"{{indices}}{{more}}}"""
        );
    }
}
