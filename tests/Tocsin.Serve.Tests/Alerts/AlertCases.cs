using System.Text;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Serve.Live;

namespace Tocsin.Serve.Tests.Alerts;

/// <summary>Alerts for tests.</summary>
internal static class AlertCases
{
    public const long Noon = 1_773_144_000_000;

    public static readonly DataStreams Streams = NewStreams();

    public static Rule Rule(
        string id = "rule-1",
        RuleSeverity severity = RuleSeverity.Medium,
        string name = "Exec into a pod"
    ) =>
        new()
        {
            RuleId = id,
            Name = name,
            Description = "d",
            Type = RuleType.Query,
            Severity = severity,
            RiskScore = 47,
            Tags = ["Domain: Container"],
            Threats =
            [
                new(
                    "MITRE ATT&CK",
                    new("TA0002", "Execution", ""),
                    [new(new("T1609", "Container Administration Command", ""), [])]
                ),
            ],
            File = SourceText.From("", "r.toml"),
        };

    public static Alert OnEvent(
        string id,
        string record =
            """{"user":{"name":"eve"},"host":{"name":"node-1"},"source":{"ip":"10.0.0.5"},"orchestrator":{"namespace":"prod"}}""",
        Rule? rule = null,
        long time = Noon
    ) =>
        new()
        {
            Rule = rule ?? Rule(),
            Id = id,
            Kind = AlertKind.Event,
            TimeMillis = time,
            Events = [new("e-" + id, true, 0, time - 1000, time, 1, Encoding.UTF8.GetBytes(record))],
        };

    public static AlertChange Raised(Alert alert) => new(AlertChangeKind.Raised, alert);

    public static AlertChange Extended(Alert alert) => new(AlertChangeKind.Extended, alert);

    public static Commit Step(long offset, params AlertChange[] changes) =>
        new()
        {
            Offset = offset,
            Alerts = changes,
            Checkpoint = [],
            State = [],
            Footprints = [],
        };

    private static DataStreams NewStreams()
    {
        var streams = new DataStreams();
        streams.GetOrAdd("logs-kubernetes.audit_logs-default");
        return streams;
    }
}
