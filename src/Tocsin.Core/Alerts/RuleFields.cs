using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Rules;

namespace Tocsin.Core.Alerts;

/// <summary>What is the same in every alert of a rule: its <c>kibana.alert.rule.*</c> fields, rendered once, and what lists show of it.</summary>
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

    private static readonly JsonEncodedText FirstName = JsonEncodedText.Encode(Prefix + "uuid");

    /// <summary>The value of the first member, and all other members behind it.</summary>
    private readonly ArrayBufferWriter<byte> _members = new();

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
        Unchanged = AlertOverrides.None(rule);
        Tactics = [.. rule.Threats.Select(t => new ThreatName(t.Tactic.Id, t.Tactic.Name)).Distinct()];
        var techniques = rule
            .Threats.SelectMany(t => t.Techniques)
            .SelectMany(t => t.SubTechniques.Prepend(t.Technique));
        Techniques = [.. techniques.Select(t => new ThreatName(t.Id, t.Name)).Distinct()];
    }

    /// <summary>Severity, risk and name where no field of an alert changes them.</summary>
    public AlertOverrides Unchanged { get; }

    /// <summary>Ids and names of the rule's tactics, in the rule's order.</summary>
    public IReadOnlyList<ThreatName> Tactics { get; }

    /// <summary>Ids and names of the rule's techniques and sub-techniques.</summary>
    public IReadOnlyList<ThreatName> Techniques { get; }

    /// <summary>The rule's object id; where the file has none, its <c>rule_id</c>.</summary>
    public static string UuidOf(Rule rule) =>
        rule.Document["id"] is JsonValue id && id.TryGetValue<string>(out var text) ? text : rule.RuleId;

    /// <summary>How many bytes the members have, but for the name of the first.</summary>
    public int MembersLength => _members.WrittenCount;

    /// <summary>Writes them into the object that is open; returns where they begin, behind the name of the first.</summary>
    public int Write(Utf8JsonWriter writer)
    {
        writer.WritePropertyName(FirstName);
        var start = writer.BytesCommitted + writer.BytesPending;
        writer.WriteRawValue(_members.WrittenSpan, skipInputValidation: true);
        return (int)start;
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
        if (_members.WrittenCount > 0)
        {
            _members.Write(",\""u8);
            _members.Write(JsonEncodedText.Encode(Prefix + name).EncodedUtf8Bytes);
            _members.Write("\":"u8);
        }

        using var writer = new Utf8JsonWriter(_members, JsonDocuments.WriterOptions);
        value.WriteTo(writer);
    }
}
