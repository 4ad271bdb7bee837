using System.Text.Json;
using static Tocsin.Cli.Tests.SampleRules;

namespace Tocsin.Cli.Tests;

public sealed class ScanTests : IDisposable
{
    private readonly TocsinProcess _tocsin = new();

    public ScanTests()
    {
        WriteTo(_tocsin);
        _tocsin.Write("events.ndjson", Event(1, "sh"), Event(2, "ls"), Event(3, "bash"));
    }

    public void Dispose() => _tocsin.Dispose();

    [Fact]
    public void AlertsAreDocumentsALine()
    {
        var call = Scan("--format", "ndjson");

        Assert.Equal(0, call.Status);
        var alerts = call.OutLines.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(3, alerts.Count);
        var shell = alerts.First(a => a.GetProperty("kibana.alert.rule.rule_id").GetString() == ShellId);
        Assert.Equal("high", shell.GetProperty("kibana.alert.severity").GetString());
        Assert.Equal("sh", shell.GetProperty("process").GetProperty("name").GetString());
        Assert.Equal(1, shell.GetProperty("tocsin.evidence.count").GetInt32());
        var count = alerts.First(a => a.GetProperty("kibana.alert.rule.rule_id").GetString() == CountId);
        Assert.Equal(3, count.GetProperty("Esql.n").GetInt32());
        Assert.Equal("node-1", count.GetProperty("host.name").GetString());
        Assert.Equal(3, count.GetProperty("tocsin.evidence.ids").GetArrayLength());
        Assert.Equal(3, count.GetProperty("tocsin.evidence.events").GetArrayLength());
    }

    [Fact]
    public void TheSummaryIsOnStandardErrorAndQuietSilencesIt()
    {
        var call = Scan();
        Assert.Contains("events  3 (", call.Error, StringComparison.Ordinal);
        Assert.Contains("rules   2 ran", call.Error, StringComparison.Ordinal);
        Assert.Contains("alerts  2 high, 1 medium", call.Error, StringComparison.Ordinal);
        Assert.Equal(4, call.OutLines.Length);
        Assert.DoesNotContain('\u001b', call.Out + call.Error);

        Assert.Equal("", Scan("--quiet").Error);
    }

    [Fact]
    public void FormatsHoldTheSameAlerts()
    {
        var lines = Scan("--format", "ndjson").OutLines;
        var array = JsonDocument.Parse(Scan("--format", "json").Out).RootElement;
        var csv = Scan("--format", "csv").Out;

        Assert.Equal(lines, array.EnumerateArray().Select(a => a.GetRawText()));
        Assert.Equal(4, csv.TrimEnd().Split("\r\n").Length);
    }

    [Fact]
    public void TheOrderOfEventsFilesAndThreadsDoNotMatter()
    {
        var expected = Scan("--format", "ndjson").OutLines.Select(IdOf).Order();
        _tocsin.Write("split/events-b.ndjson", Event(3, "bash"));
        _tocsin.Write("split/events-a.ndjson", Event(2, "ls"), Event(1, "sh"));
        var split = _tocsin.Run("scan", "split", "--rules", "rules", "--format", "ndjson", "--threads", "1");
        var input = string.Concat(
            new[] { 3, 2, 1 }.Select(i =>
                Event(
                    i,
                    i == 2 ? "ls"
                        : i == 1 ? "sh"
                        : "bash"
                ) + "\n"
            )
        );
        var piped = _tocsin.RunWithInput(
            input,
            "scan",
            "-",
            "--index",
            "events",
            "--rules",
            "rules",
            "--format",
            "ndjson"
        );

        Assert.Equal(expected, split.OutLines.Select(IdOf).Order());
        Assert.Equal(expected, piped.OutLines.Select(IdOf).Order());
    }

    [Fact]
    public void AnAlertThatReachesTheLimitIsStatusOne()
    {
        Assert.Equal(1, Scan("--fail-on", "high").Status);
        Assert.Equal(1, Scan("--fail-on", "medium").Status);
        Assert.Equal(0, Scan("--fail-on", "critical").Status);
        Assert.Equal(2, Scan("--fail-on", "severe").Status);
    }

    [Fact]
    public void AlertsBelowTheMinimumAreNotPrinted()
    {
        Assert.Equal(2, Scan("--min-severity", "high", "--format", "ndjson").OutLines.Length);
        Assert.Equal("[]\n", Scan("--min-severity", "critical", "--format", "json").Out);
    }

    [Fact]
    public void ABadRuleIsReportedTheOthersRunAndTheStatusIsTwo()
    {
        _tocsin.Write("rules/bad.toml", "[rule]", "name = \"x\"", "type = \"eql\"", "query = 'process where'");
        var call = Scan("--format", "ndjson");

        Assert.Equal(2, call.Status);
        Assert.Equal(3, call.OutLines.Length);
        Assert.Contains("rules/bad.toml", call.Error, StringComparison.Ordinal);
        Assert.Equal(0, Scan("--skip-bad-rules").Status);
        Assert.Equal(1, Scan("--skip-bad-rules", "--fail-on", "low").Status);
    }

    [Fact]
    public void WithoutARuleThatLoadsTheStatusIsTwo()
    {
        _tocsin.Write("bad/bad.toml", "[rule]", "name = \"x\"");
        var call = _tocsin.Run("scan", "events.ndjson", "--rules", "bad");

        Assert.Equal(2, call.Status);
        Assert.Equal("", call.Out);
        Assert.Contains("no rule could be loaded", call.Error, StringComparison.Ordinal);
        Assert.Equal(2, _tocsin.Run("scan", "events.ndjson", "--rules", "absent").Status);
    }

    [Fact]
    public void AMissingInputIsStatusThree()
    {
        var call = _tocsin.Run("scan", "events.ndjson", "absent.ndjson", "--rules", "rules", "--format", "ndjson");

        Assert.Equal(3, call.Status);
        Assert.Equal(3, call.OutLines.Length);
        Assert.Equal(2, _tocsin.Run("scan", "--rules", "rules").Status);
    }

    [Fact]
    public void UnreadableRecordsAreCountedWithTheirPlaces()
    {
        _tocsin.Write("events.ndjson", Event(1, "sh"), "{\"a\":", "nonsense", Event(3, "bash"));
        var call = Scan("--format", "ndjson");

        Assert.Equal(0, call.Status);
        Assert.Equal(2, call.OutLines.Length);
        Assert.Contains("2 records could not be read", call.Error, StringComparison.Ordinal);
        Assert.Contains("events.ndjson:2 ", call.Error, StringComparison.Ordinal);
        Assert.Contains("events.ndjson:3 ", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AlertsAreWrittenAsSarif()
    {
        var call = Scan("--format", "sarif");

        Assert.Equal(0, call.Status);
        var run = JsonDocument.Parse(call.Out).RootElement.GetProperty("runs")[0];
        Assert.Equal(3, run.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public void AlertsAreWrittenAsAPage()
    {
        var call = Scan("--format", "html", "--output", "report.html");

        Assert.Equal(0, call.Status);
        var page = File.ReadAllText(Path.Combine(_tocsin.Folder, "report.html"));
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOutputFileAppearsWhole()
    {
        var call = Scan("--format", "json", "--output", "alerts.json");

        Assert.Equal(0, call.Status);
        Assert.Equal("", call.Out);
        var written = File.ReadAllText(Path.Combine(_tocsin.Folder, "alerts.json"));
        Assert.Equal(3, JsonDocument.Parse(written).RootElement.GetArrayLength());
        Assert.Empty(Directory.GetFiles(_tocsin.Folder, "*.part"));
    }

    [Theory]
    [InlineData("2026-03-01T10:00:00Z", "2026-03-01T10:00:00.001Z")]
    [InlineData("2026-03-01T10:00:02Z", "2026-03-01T10:00:02.001Z")]
    [InlineData("2026-03-01T10:05:00Z", "2026-03-01T10:05:00.001Z")]
    public void TwoPartsOfAnInputRaiseWhatTheWholeRaises(string to, string from)
    {
        var whole = Scan("--format", "ndjson").OutLines.Select(IdOf).ToList();
        var before = Scan("--format", "ndjson", "--to", to).OutLines.Select(IdOf);
        var after = Scan("--format", "ndjson", "--from", from).OutLines.Select(IdOf);

        Assert.Equal(3, whole.Count);
        Assert.Equal(whole.Order(StringComparer.Ordinal), before.Union(after).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatCannotBeMeantIsRefusedBeforeTheScan()
    {
        var times = Scan("--from", "2026-03-02", "--to", "2026-03-01");
        Assert.Equal(2, times.Status);
        Assert.Contains("`--from` lies behind `--to`", times.Error, StringComparison.Ordinal);
        Assert.Equal(2, Scan("--from", "9223372036854775807").Status);
        Assert.Equal(2, Scan("--to=-9223372036854775808").Status);
        Assert.Equal(0, Scan("--from", "253402300799999").Status);
        var report = Scan("--report", "absent/report.json");
        Assert.Equal(2, report.Status);
        Assert.Equal("", report.Out);
        var unused = Scan("--indicators", "absent.ndjson");
        Assert.Contains("no rule reads the documents of `--indicators`", unused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheBuiltInRulesRunWithoutAnyOthers()
    {
        var call = _tocsin.Run("scan", "events.ndjson");

        Assert.Contains(" ran", call.Error, StringComparison.Ordinal);
        Assert.Contains("alerts  none", call.Error, StringComparison.Ordinal);
    }

    private CallResult Scan(params string[] options) =>
        _tocsin.Run(["scan", "events.ndjson", "--rules", "rules", .. options]);

    private static string IdOf(string alert) =>
        JsonDocument.Parse(alert).RootElement.GetProperty("kibana.alert.uuid").GetString()!;
}
