using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Alerts;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Alerts;

/// <summary>Rules, events and documents for the tests of alerts.</summary>
internal static class TestAlerts
{
    public const long Noon = 1_773_144_000_000;

    public static DataStreams Streams { get; } = new();

    public static Rule Rule(string extra = "") =>
        new()
        {
            RuleId = "r-1",
            Name = "Shell in a pod",
            Description = "Somebody opened a shell.",
            Type = RuleType.Query,
            Severity = RuleSeverity.Medium,
            RiskScore = 47,
            Index = ["logs-x*"],
            Threats =
            [
                new(
                    "MITRE ATT&CK",
                    new("TA0002", "Execution", "https://example.org/TA0002/"),
                    [new(new("T1609", "Container Administration Command", "https://example.org/T1609/"), [])]
                ),
            ],
            File = SourceText.From("", "rule.toml"),
            Document = JsonNode
                .Parse(
                    """{"rule_id":"r-1","name":"Shell in a pod","type":"query","query":"x:y","tags":["Domain: Container"]"""
                        + extra
                        + "}"
                )!
                .AsObject(),
        };

    public static StoredEvent Event(
        string json,
        string id = "e1",
        long time = Noon - 120_000,
        string index = "logs-x"
    ) =>
        new(
            id,
            HasOwnId: true,
            Streams.GetOrAdd(index),
            time,
            Ingested: Tocsin.Core.Events.Event.NoTime,
            Arrival: 0,
            Encoding.UTF8.GetBytes(json)
        );

    public static Alert OnEvent(StoredEvent source, Rule? rule = null) =>
        new()
        {
            Rule = rule ?? Rule(),
            Id = "a1",
            Kind = AlertKind.Event,
            TimeMillis = Noon,
            Events = [source],
        };

    public static JsonElement Document(Alert alert) => Document(alert, out _);

    public static JsonElement Document(Alert alert, out AlertSummary summary)
    {
        var bytes = new AlertDocumentWriter(Streams).Write(alert, out summary).ToArray();
        Assert.DoesNotContain((byte)'\n', bytes);
        return JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 2000 }).RootElement;
    }

    /// <summary>The value of a flat key as JSON text; null where the document has no such key.</summary>
    public static string? Raw(this JsonElement document, string key) =>
        document.TryGetProperty(key, out var value) ? value.GetRawText() : null;
}
