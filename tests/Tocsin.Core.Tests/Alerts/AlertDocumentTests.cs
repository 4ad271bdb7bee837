using System.Text;
using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;
using Tocsin.Core.Values;
using static Tocsin.Core.Tests.Alerts.TestAlerts;

namespace Tocsin.Core.Tests.Alerts;

public sealed class AlertDocumentTests
{
    [Fact]
    public void AnEventAlertCopiesTheEventAndKeepsItsForm()
    {
        var document = Document(
            OnEvent(
                Event(
                    """
                    {"@timestamp":"2026-03-10T11:58:00Z","kubernetes":{"audit":{"verb":"create"}},"user.name":"eve",
                     "event":{"kind":"event","dataset":"kubernetes.audit_logs"},"data_stream":{"type":"logs"}}
                    """
                )
            )
        );

        Assert.Equal("\"2026-03-10T12:00:00.000Z\"", document.Raw("@timestamp"));
        Assert.Equal("\"signal\"", document.Raw("event.kind"));
        Assert.Equal("""{"audit":{"verb":"create"}}""", document.Raw("kubernetes"));
        Assert.Equal("\"eve\"", document.Raw("user.name"));
        Assert.Equal("""{"dataset":"kubernetes.audit_logs"}""", document.Raw("event"));
        Assert.Equal("\"event\"", document.Raw("kibana.alert.original_event.kind"));
        Assert.Equal("\"kubernetes.audit_logs\"", document.Raw("kibana.alert.original_event.dataset"));
        Assert.Equal("\"logs\"", document.Raw("kibana.alert.original_data_stream.type"));
        Assert.Equal("\"2026-03-10T11:58:00.000Z\"", document.Raw("kibana.alert.original_time"));
        Assert.Equal(
            """[{"id":"e1","type":"event","index":"logs-x","depth":0}]""",
            document.Raw("kibana.alert.ancestors")
        );
        Assert.Equal("1", document.Raw("kibana.alert.depth"));
        Assert.Equal("\"a1\"", document.Raw("kibana.alert.uuid"));
        Assert.Equal("\"medium\"", document.Raw("kibana.alert.severity"));
        Assert.Equal("47", document.Raw("kibana.alert.risk_score"));
        Assert.Equal("""["Domain: Container"]""", document.Raw("kibana.alert.rule.tags"));
        Assert.Equal("\"siem.queryRule\"", document.Raw("kibana.alert.rule.rule_type_id"));
        Assert.Equal("""["logs-x*"]""", document.Raw("kibana.alert.rule.indices"));
        Assert.Equal("x:y", document.GetProperty("kibana.alert.rule.parameters").GetProperty("query").GetString());
    }

    [Fact]
    public void EvidenceOfAnEventAlertIsTheEventWhole()
    {
        var document = Document(OnEvent(Event("""{"a":1}""")));

        Assert.Equal("1", document.Raw("tocsin.evidence.count"));
        Assert.Equal("""["e1"]""", document.Raw("tocsin.evidence.ids"));
        Assert.Equal("""[{"_id":"e1","_index":"logs-x","_source":{"a":1}}]""", document.Raw("tocsin.evidence.events"));
    }

    [Fact]
    public void FieldsOfAlertsBelowAreLeftOutAndTheirAncestorsGoOn()
    {
        var document = Document(
            OnEvent(
                Event(
                    """
                    {"kibana.alert.rule.uuid":"r-0","kibana.alert.depth":1,"signal":{"a":1},"threshold_result":1,"x":2,
                     "kibana.alert.ancestors":[{"id":"e0","type":"event","index":"logs-y","depth":0}]}
                    """,
                    id: "b1",
                    index: ".alerts-security.alerts-default"
                )
            )
        );

        Assert.Null(document.Raw("signal"));
        Assert.Null(document.Raw("threshold_result"));
        Assert.Equal("2", document.Raw("x"));
        Assert.Equal("2", document.Raw("kibana.alert.depth"));
        Assert.Equal(
            """
            [{"id":"e0","type":"event","index":"logs-y","depth":0},{"id":"b1","type":"signal","index":".alerts-security.alerts-default","depth":1,"rule":"r-0"}]
            """,
            document.Raw("kibana.alert.ancestors")
        );
    }

    [Fact]
    public void ARowLiesOverItsEvent()
    {
        var alert = OnEvent(Event("""{"process":{"name":"NC","args":["nc","-l","nc"]},"host":{"name":"h1"}}""")) with
        {
            Columns =
            [
                new("_id", DataType.Keyword),
                new("process.name", DataType.Keyword),
                new("process.args", DataType.Keyword),
                new("Esql.len", DataType.Integer),
                new("host.name", DataType.Keyword),
            ],
            Cells =
            [
                Value.FromText("e1"),
                Value.FromText("nc"),
                Value.FromMany([Value.FromText("-l"), Value.FromText("nc")]),
                Value.FromInteger(2),
                Value.Null,
            ],
        };

        var document = Document(alert);

        // The new name takes the old one's place; arguments that only lost their order stay as the event has them.
        Assert.Equal("""{"name":"nc","args":["nc","-l","nc"]}""", document.Raw("process"));
        Assert.Equal("2", document.Raw("Esql.len"));
        Assert.Equal("""{"name":"h1"}""", document.Raw("host"));
        Assert.Null(document.Raw("_id"));
    }

    [Fact]
    public void AnAggregatedRowHasItsColumnsAndItsEvidenceOnly()
    {
        var evidence = new Evidence();
        for (var i = 0; i < 5; i++)
            evidence.Add(Event("""{"user":{"name":"web"}}""", $"e{i}"), Noon - 60_000 + i);
        var document = Document(
            new Alert
            {
                Rule = Rule(),
                Id = "a2",
                Kind = AlertKind.Row,
                TimeMillis = Noon,
                Columns =
                [
                    new("Esql.n", DataType.Long),
                    new("Esql.when", DataType.Date),
                    new("Esql.ips", DataType.Ip),
                    new("Esql.ratio", DataType.Double),
                    new("Esql.big", DataType.UnsignedLong),
                    new("Esql.none", DataType.Keyword),
                ],
                Cells =
                [
                    Value.FromLong(5),
                    Value.FromDate(Noon),
                    Value.FromMany([Ip("10.0.0.1"), Ip("2001:db8::1")]),
                    Value.FromDouble(0.5),
                    Value.FromUnsignedLong(ulong.MaxValue),
                    Value.Null,
                ],
                Evidence = evidence,
                Episode = new(Noon, Noon + 300_000, 2),
            },
            out var summary
        );

        Assert.Equal("5", document.Raw("Esql.n"));
        Assert.Equal("\"2026-03-10T12:00:00.000Z\"", document.Raw("Esql.when"));
        Assert.Equal("""["10.0.0.1","2001:db8::1"]""", document.Raw("Esql.ips"));
        Assert.Equal("0.5", document.Raw("Esql.ratio"));
        Assert.Equal("18446744073709551615", document.Raw("Esql.big"));
        Assert.Null(document.Raw("Esql.none"));
        Assert.Null(document.Raw("kibana.alert.original_time"));
        Assert.Equal("5", document.Raw("tocsin.evidence.count"));
        Assert.Equal("""["e0","e1","e2","e3","e4"]""", document.Raw("tocsin.evidence.ids"));
        Assert.Equal(3, document.GetProperty("tocsin.evidence.events").GetArrayLength());
        Assert.Equal("\"2026-03-10T12:05:00.000Z\"", document.Raw("kibana.alert.last_detected"));
        Assert.Equal("2", document.Raw("tocsin.episode.evaluations"));
        Assert.Equal("web", summary.Who);
        Assert.Equal(5, summary.EventCount);
    }

    [Fact]
    public void TheReasonNamesWhatTheEventHas()
    {
        var document = Document(
            OnEvent(
                Event(
                    """
                    {"event":{"category":["process"]},"process":{"name":"curl","parent":{"name":"bash"}},"user":{"name":"root"},
                     "host":{"name":"node-1"},"source":{"ip":"10.0.0.1","port":443},"file":{"name":"-"}}
                    """
                )
            )
        );

        Assert.Equal(
            "process event with process curl, parent process bash, source 10.0.0.1:443, by root on node-1 created medium alert Shell in a pod.",
            document.GetProperty("kibana.alert.reason").GetString()
        );
    }

    [Fact]
    public void OverridesChangeTheAlertAndNotTheRule()
    {
        var rule = Rule() with
        {
            SeverityMappings = [new("level", "7", RuleSeverity.High), new("level", "8", RuleSeverity.Critical)],
            RiskScoreMappings = [new("score")],
            RuleNameOverride = "title",
        };
        var document = Document(OnEvent(Event("""{"level":[3,7],"score":["12.5",101,80],"title":"Named"}"""), rule));

        Assert.Equal("\"high\"", document.Raw("kibana.alert.severity"));
        Assert.Equal("80", document.Raw("kibana.alert.risk_score"));
        Assert.Equal("\"Named\"", document.Raw("kibana.alert.rule.name"));
        Assert.Equal("\"medium\"", document.Raw("kibana.alert.rule.severity"));
        Assert.Equal("47", document.Raw("kibana.alert.rule.risk_score"));
    }

    [Theory]
    [InlineData("""{"level":7.5}""", "medium")]
    [InlineData("""{"level":true}""", "medium")]
    [InlineData("""{"level":"7"}""", "high")]
    [InlineData("""{"level":7.0}""", "high")]
    [InlineData("""{"a.level":7}""", "medium")]
    public void SeverityMapsTextsAndIntegersOnly(string json, string expected)
    {
        var rule = Rule() with
        {
            SeverityMappings =
            [
                new("level", "7", RuleSeverity.High),
                new("level", "7.5", RuleSeverity.Critical),
                new("level", "true", RuleSeverity.Critical),
            ],
        };

        Assert.Equal($"\"{expected}\"", Document(OnEvent(Event(json), rule)).Raw("kibana.alert.severity"));
    }

    [Fact]
    public void AShellHasWhatItsEventsShare()
    {
        var first = Event(
            """{"host":{"id":"h1","n":1},"user":{"name":"root"},"tags":["a","b"],"process":{"name":"curl"}}"""
        );
        var second = Event(
            """{"host":{"id":"h1","n":2},"user":{"name":"root"},"tags":"b","process":{"name":"sh"}}""",
            "e2"
        );
        var document = Document(
            new Alert
            {
                Rule = Rule(),
                Id = "s",
                Kind = AlertKind.Shell,
                TimeMillis = Noon,
                Events = [first, second],
                GroupId = "s",
                Ancestors = AlertAncestors.OfShell(
                    [(AlertAncestors.Of(first, Streams), "b0"), (AlertAncestors.Of(second, Streams), "b1")],
                    "r-1"
                ),
            }
        );

        Assert.Equal("""{"id":"h1"}""", document.Raw("host"));
        Assert.Equal("""{"name":"root"}""", document.Raw("user"));
        Assert.Equal("""["b"]""", document.Raw("tags"));
        Assert.Null(document.Raw("process"));
        Assert.Equal("\"s\"", document.Raw("kibana.alert.group.id"));
        Assert.Null(document.Raw("kibana.alert.group.index"));
        Assert.Equal("2", document.Raw("kibana.alert.depth"));
        Assert.Equal(
            """
            [{"id":"e1","type":"event","index":"logs-x","depth":0},{"id":"b0","type":"signal","index":"","depth":1,"rule":"r-1"},{"id":"e2","type":"event","index":"logs-x","depth":0},{"id":"b1","type":"signal","index":"","depth":1,"rule":"r-1"}]
            """,
            document.Raw("kibana.alert.ancestors")
        );
    }

    [Fact]
    public void ThresholdNewTermsSuppressionAndEnrichmentsHaveTheirFields()
    {
        AlertTerm[] terms = [new("user.name", Value.FromText("ann"))];
        var alert = OnEvent(Event("""{"threat":{"enrichments":[{"old":1}]}}""")) with
        {
            Threshold = new(terms, 4, Noon - 1000, Noon, "source.ip", 2),
            NewTerms = [Value.FromText("eve"), Value.FromText("node-7")],
            Suppression = new(terms, Noon - 2000, Noon - 1000, 2, "g"),
            Enrichments = ["""{"matched":{"atomic":"x"}}"""u8.ToArray()],
        };
        var document = Document(alert);

        Assert.Equal(
            """{"terms":[{"field":"user.name","value":"ann"}],"count":4,"from":"2026-03-10T11:59:59.000Z","cardinality":[{"field":"source.ip","value":2}]}""",
            document.Raw("kibana.alert.threshold_result")
        );
        Assert.Equal("""["eve","node-7"]""", document.Raw("kibana.alert.new_terms"));
        Assert.Equal("2", document.Raw("kibana.alert.suppression.docs_count"));
        Assert.Equal("""{"enrichments":[{"old":1},{"matched":{"atomic":"x"}}]}""", document.Raw("threat"));
    }

    [Theory]
    [InlineData("""{"a":"\ud800","b\udc00":1}""", """{"a":"�","b�":1}""")]
    [InlineData("""{"a":"\u003cx\u003e é \ud83d\ude00"}""", null)]
    [InlineData("""{"a":12345678901234567890.1234567890e-300}""", """{"a":12345678901234567890.1234567890e-300}""")]
    [InlineData("""not json""", "\"not json\"")]
    [InlineData("{\n \"a\" : [ 1 ,\n 2 ] }", """{"a":[1,2]}""")]
    public void OddDocumentsAreCopiedWithoutHarm(string json, string? expected)
    {
        var source = Document(OnEvent(Event(json))).GetProperty("tocsin.evidence.events")[0].GetProperty("_source");

        if (expected is null)
            Assert.Equal("<x> é 😀", source.GetProperty("a").GetString());
        else
            Assert.Equal(expected, JsonSerializer.Deserialize<JsonElement>(source.GetRawText()).GetRawText());
    }

    [Fact]
    public void BrokenUtf8IsReplaced()
    {
        var stored = Event("{}") with { Record = [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8] };

        Assert.Equal("\"\uFFFD\"", Document(OnEvent(stored)).Raw("a"));
    }

    [Fact]
    public void DeepDocumentsAreCopied()
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":", 400)) + "1" + new string('}', 400);

        Assert.StartsWith("{\"a\":{\"a\":", Document(OnEvent(Event(json))).Raw("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void EqualAlertsGiveEqualBytes()
    {
        var alert = OnEvent(Event("""{"a":1}"""));
        var first = Encoding.UTF8.GetString(new AlertDocumentWriter(Streams).Write(alert, out _));
        var second = Encoding.UTF8.GetString(new AlertDocumentWriter(Streams).Write(alert, out _));

        Assert.Equal(first, second);
    }

    [Fact]
    public void TheSummaryTellsWhoAndWhere()
    {
        Document(
            OnEvent(
                Event(
                    """
                    {"kubernetes":{"audit":{"user":{"username":"eve"},"sourceIPs":["10.0.0.1","10.0.0.2"],"objectRef":{"namespace":"web","name":"p1"}}}}
                    """
                )
            ),
            out var summary
        );

        Assert.Equal("eve", summary.Who);
        Assert.Equal("web/p1 from 10.0.0.1 +1", summary.Where);
        Assert.Equal(new ThreatName("TA0002", "Execution"), Assert.Single(summary.Tactics));
        Assert.Equal(new ThreatName("T1609", "Container Administration Command"), Assert.Single(summary.Techniques));
        Assert.Equal(Noon - 120_000, summary.FirstMillis);
    }

    [Fact]
    public void AnEventWithoutATimeGivesNoOriginalTime()
    {
        var document = Document(OnEvent(Event("{}", time: Tocsin.Core.Events.Event.NoTime)));

        Assert.Null(document.Raw("kibana.alert.original_time"));
        Assert.Null(document.Raw("tocsin.evidence.first"));
    }

    private static Value Ip(string text) =>
        Value.FromIp(System.Net.IPAddress.Parse(text).MapToIPv6().GetAddressBytes());
}
