using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Rules;

namespace Tocsin.Core.Alerts;

/// <summary>The <c>kibana.alert.rule.*</c> fields that are the same in every alert of a rule, rendered once.</summary>
internal sealed class RuleFields
{
    private const string Prefix = "kibana.alert.rule.";

    /// <summary>Members that are copied as the rule has them, and what stands for an absent one; null leaves it out.</summary>
    private static readonly (string Name, string? Default)[] Copied =
    [
        ("description", "\"\""),
        ("tags", "[]"),
        ("author", "[]"),
        ("license", null),
        ("references", "[]"),
        ("false_positives", "[]"),
        ("note", null),
        ("threat", "[]"),
        ("timestamp_override", null),
        ("rule_name_override", null),
        ("severity_mapping", "[]"),
        ("risk_score_mapping", "[]"),
        ("exceptions_list", "[]"),
        ("actions", "[]"),
        ("throttle", null),
        ("timeline_id", null),
        ("timeline_title", null),
        ("namespace", null),
        ("building_block_type", null),
        ("created_at", null),
        ("created_by", null),
        ("updated_at", null),
        ("updated_by", null),
    ];

    private readonly List<(JsonEncodedText Name, byte[] Value)> _members = [];

    public RuleFields(Rule rule)
    {
        AddText("uuid", UuidOf(rule));
        AddText("rule_id", rule.RuleId);
        AddText("type", TypeNames.Of(rule.Type));
        AddText("rule_type_id", TypeNames.RuleTypeId(rule.Type));
        AddText("category", TypeNames.Category(rule.Type));
        AddText("producer", "siem");
        AddText("consumer", "siem");
        AddText("severity", SeverityNames.Of(rule.Severity));
        Add("risk_score", JsonValue.Create(rule.RiskScore));
        Add("version", JsonValue.Create(rule.Version));
        Add("revision", rule.Document["revision"] ?? JsonValue.Create(0));
        Add("enabled", JsonValue.Create(rule.Enabled));
        Add("immutable", rule.Document["immutable"] ?? JsonValue.Create(false));
        AddText("from", rule.From);
        AddText("to", rule.To);
        AddText("interval", rule.Document["interval"] is JsonValue written ? written.ToString() : "5m");
        Add("indices", new JsonArray([.. rule.Index.Select(i => JsonValue.Create(i))]));
        Add("max_signals", JsonValue.Create(rule.MaxSignals));
        foreach (var (name, absent) in Copied)
        {
            if (rule.Document[name] is { } node)
                Add(name, node);
            else if (absent is not null)
                Add(name, JsonNode.Parse(absent)!);
        }

        if (rule.Document["meta"] is JsonObject meta)
            AddLeaves("meta", meta);
        Add("parameters", rule.Document);
    }

    /// <summary>The rule's object id; where the file has none, its <c>rule_id</c>.</summary>
    public static string UuidOf(Rule rule) =>
        rule.Document["id"] is JsonValue id && id.TryGetValue<string>(out var text) ? text : rule.RuleId;

    /// <summary>Writes them into the object that is open.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        foreach (var (name, value) in _members)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value, skipInputValidation: true);
        }
    }

    private void AddLeaves(string path, JsonObject branch)
    {
        foreach (var (name, node) in branch)
        {
            if (node is JsonObject deeper)
                AddLeaves(path + "." + name, deeper);
            else if (node is not null)
                Add(path + "." + name, node);
        }
    }

    private void AddText(string name, string value) => Add(name, JsonValue.Create(value));

    private void Add(string name, JsonNode value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonDocuments.WriterOptions))
            value.WriteTo(writer);
        _members.Add((JsonEncodedText.Encode(Prefix + name), buffer.WrittenSpan.ToArray()));
    }
}
