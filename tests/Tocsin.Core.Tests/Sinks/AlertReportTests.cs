using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tocsin.Core.Alerts;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;
using static Tocsin.Core.Tests.Alerts.TestAlerts;

namespace Tocsin.Core.Tests.Sinks;

public sealed partial class AlertReportTests
{
    private const string Hostile =
        """{"user":{"name":"</pre></details><script>alert(1)</script>\u202e"},"host":{"name":"\"onload='x' <b>"},"log":{"file":{"path":"/var/log/a b.json"},"offset":7}}""";

    [Fact]
    public void SarifHasToolRulesAndResults()
    {
        var run = Sarif(OnEvent(Event(Hostile)), OnEvent(Event("{}", "e2")) with { Id = "a2" });
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");

        Assert.Equal("Tocsin", run.GetProperty("tool").GetProperty("driver").GetProperty("name").GetString());
        var rule = Assert.Single(rules.EnumerateArray());
        Assert.Equal("r-1", rule.GetProperty("id").GetString());
        Assert.NotEqual("", rule.GetProperty("help").GetProperty("text").GetString());
        Assert.Equal("warning", rule.GetProperty("defaultConfiguration").GetProperty("level").GetString());
        Assert.Equal(
            ["Domain: Container", "TA0002 Execution", "T1609 Container Administration Command"],
            rule.GetProperty("properties").GetProperty("tags").EnumerateArray().Select(t => t.GetString())
        );
        Assert.Equal(
            ["a1", "a2"],
            Results(run).Select(r => r.GetProperty("partialFingerprints").GetProperty("alertId/v1").GetString())
        );
        Assert.All(Results(run), r => Assert.Equal(0, r.GetProperty("ruleIndex").GetInt32()));
        Assert.All(Results(run), r => Assert.NotEqual("", r.GetProperty("message").GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData(RuleSeverity.Low, "note")]
    [InlineData(RuleSeverity.Medium, "warning")]
    [InlineData(RuleSeverity.High, "error")]
    [InlineData(RuleSeverity.Critical, "error")]
    internal void TheLevelFollowsTheSeverity(RuleSeverity severity, string level)
    {
        var run = Sarif(OnEvent(Event("{}"), Rule() with { Severity = severity }));

        Assert.Equal(level, Results(run).Single().GetProperty("level").GetString());
    }

    [Fact]
    public void ABuildingBlockIsInformational()
    {
        var run = Sarif(OnEvent(Event("{}"), Rule() with { BuildingBlockType = "default" }));
        var result = Results(run).Single();

        Assert.Equal("informational", result.GetProperty("kind").GetString());
        Assert.Equal("none", result.GetProperty("level").GetString());
    }

    [Fact]
    public void EvidenceIsALocationWithItsFileWhereThatIsKnown()
    {
        var run = Sarif(OnEvent(Event(Hostile)));
        var location = Results(run).Single().GetProperty("locations")[0];

        var physical = location.GetProperty("physicalLocation");
        Assert.Equal(
            "file:///var/log/a%20b.json",
            physical.GetProperty("artifactLocation").GetProperty("uri").GetString()
        );
        Assert.Equal(7, physical.GetProperty("region").GetProperty("byteOffset").GetInt32());
        Assert.Equal(
            "logs-x/e1",
            location.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString()
        );
    }

    [Theory]
    [InlineData("/var/log/a.log", "file:///var/log/a.log")]
    [InlineData("C:\\logs\\a b.log", "file:///C:/logs/a%20b.log")]
    [InlineData("logs/a:b?c#d.log", "logs/a%3Ab%3Fc%23d.log")]
    [InlineData("1:2", "1%3A2")]
    public void PathsBecomeAddresses(string path, string address)
    {
        var source = JsonSerializer.Serialize(new { log = new { file = new { path } } });
        var location = Results(Sarif(OnEvent(Event(source)))).Single().GetProperty("locations")[0];
        var uri = location.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri");

        Assert.Equal(address, uri.GetString());
    }

    [Fact]
    public void WhatEventsSayLeavesTheReportValid()
    {
        var halfOfAPair = OnEvent(Event("""{"user":{"name":"a\ud800"},"log":{"file":{"path":"x\udfff"}}}"""));

        Assert.Single(Results(Sarif(halfOfAPair)));
        Assert.Contains("\ufffd", Report(ResultFormat.Html, halfOfAPair), StringComparison.Ordinal);
    }

    [Fact]
    public void ListsInEvidenceStandAnItemALine()
    {
        var html = Report(ResultFormat.Html, OnEvent(Event("""{"a":[1,"b"]}""")));

        Assert.Contains("[\n    1,\n    &quot;b&quot;\n  ]", html, StringComparison.Ordinal);
    }

    [Fact]
    public void NoAlertsAreAValidReport()
    {
        Assert.Empty(Results(Sarif()));
        Assert.Contains("No alerts.", Report(ResultFormat.Html), StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageEscapesWhatEventsAndRulesSay()
    {
        var rule = Rule(""","description":"<img src=x onerror=y>" """) with { Name = "<i>Name</i>" };
        var html = Report(ResultFormat.Html, OnEvent(Event(Hostile, id: "<e>"), rule) with { Id = "\"><svg>" });

        Assert.Equal(
            ["b", "body", "code", "dd", "details", "dl", "dt", "h1", "h2", "head", "html", "main", "meta", "p", "pre"],
            Tag().Matches(html).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal).Take(15)
        );
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<i>", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<svg", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202e', html);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageLoadsNothingAndRunsNothing()
    {
        var html = Report(ResultFormat.Html, OnEvent(Event(Hostile)));

        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<(link|script|iframe|img|object)\b", html);
        Assert.DoesNotMatch(@"url\(|@import|\ssrc=", html);
    }

    [Fact]
    public void ThePageListsAlertsBySeverityAndEachOpensOnItsEvidence()
    {
        var critical = Rule() with { RuleId = "r-2", Name = "Worse", Severity = RuleSeverity.Critical };
        var html = Report(
            ResultFormat.Html,
            OnEvent(Event("""{"n":12345}""")),
            OnEvent(Event("{}"), critical) with
            {
                Id = "a2",
            }
        );

        Assert.True(
            html.IndexOf("<h2>Critical <", StringComparison.Ordinal)
                < html.IndexOf("<h2>Medium <", StringComparison.Ordinal)
        );
        Assert.Contains("<details id=\"a1\">", html, StringComparison.Ordinal);
        Assert.Contains("TA0002 Execution", html, StringComparison.Ordinal);
        Assert.Contains("&quot;n&quot;: 12345", html, StringComparison.Ordinal);
        Assert.Equal(Count(html, "<details"), Count(html, "</details>"));
    }

    [GeneratedRegex("<([a-z0-9]+)")]
    private static partial Regex Tag();

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static JsonElement Sarif(params Alert[] alerts)
    {
        var log = JsonDocument.Parse(Report(ResultFormat.Sarif, alerts)).RootElement;
        SarifShape.Check(log);
        return Assert.Single(log.GetProperty("runs").EnumerateArray());
    }

    private static IEnumerable<JsonElement> Results(JsonElement run) => run.GetProperty("results").EnumerateArray();

    private static string Report(ResultFormat format, params Alert[] alerts)
    {
        using var spool = new AlertSpool(Streams);
        foreach (var alert in alerts)
            spool.Add(alert);
        using var stream = new MemoryStream();
        AlertOutput.Write(spool, format, TextStyle.Plain, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
