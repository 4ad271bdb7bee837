using System.Buffers;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Rules;
using Tocsin.Serve.Alerts;

namespace Tocsin.Serve.Delivery;

/// <summary>The bodies that webhooks take.</summary>
/// <remarks>Values come from events, so each is escaped twice: for JSON by the writer, and for the markup of the receiver here.</remarks>
internal static class WebhookBody
{
    private static readonly (string Title, string Name)[] Facts =
    [
        ("Severity", "severity"),
        ("User", "user"),
        ("Host", "host"),
        ("Source", "source_ip"),
        ("Namespace", "namespace"),
        ("Pod", "pod"),
        ("Cluster", "cluster"),
        ("Group", "group"),
        ("Tactic", "tactic"),
        ("Time", "time"),
    ];

    /// <summary>The body for an alert.</summary>
    /// <param name="notice">The alert.</param>
    /// <param name="options">The sink.</param>
    /// <param name="routingKey">PagerDuty's key; empty for others.</param>
    public static byte[] Of(Notice notice, SinkOptions options, string routingKey)
    {
        if (options.Shape == WebhookShape.Template)
            return BodyTemplate.Fill(options.Template!, notice, options.LinkBase);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            switch (options.Shape)
            {
                case WebhookShape.Slack:
                    WriteSlack(writer, notice, options);
                    break;
                case WebhookShape.Teams:
                    WriteTeams(writer, notice, options);
                    break;
                case WebhookShape.PagerDuty:
                    WritePagerDuty(writer, notice, options, routingKey);
                    break;
                default:
                    WriteJson(writer, notice, options);
                    break;
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteJson(Utf8JsonWriter writer, Notice notice, SinkOptions options)
    {
        writer.WriteString("change", notice.KindName);
        writer.WriteString("id", notice.Alert.Id);
        writer.WriteNumber("revision", notice.Alert.Revision);
        if (notice.ReplacedId is not null)
            writer.WriteString("replaced_id", notice.ReplacedId);
        writer.WriteString("rule_id", notice.Alert.RuleId);
        writer.WriteString("rule_name", notice.Alert.RuleName);
        writer.WriteString("severity", notice.Severity);
        writer.WriteNumber("risk_score", notice.Alert.RiskScore);
        writer.WriteString("status", notice.Alert.Status);
        if (notice.Link(options.LinkBase) is { } link)
            writer.WriteString("link", link);
        writer.WritePropertyName("alert");
        writer.WriteRawValue(notice.Alert.Document, skipInputValidation: true);
    }

    private static void WriteSlack(Utf8JsonWriter writer, Notice notice, SinkOptions options)
    {
        var title = $"{Icon(notice.Alert.Severity)} {notice.Alert.RuleName}";
        writer.WriteString("text", Slack($"{title}: {NoticeFields.Reason(notice.Alert)}", 3_000));
        writer.WriteStartArray("blocks");
        writer.WriteStartObject();
        writer.WriteString("type", "header");
        WriteText(writer, "plain_text", AlertText.Cut(title, 150));
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteString("type", "section");
        // Plain text: no mention, link or format that an event brings takes effect.
        WriteText(writer, "plain_text", AlertText.Cut(NoticeFields.Reason(notice.Alert), 2_900));
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteString("type", "section");
        writer.WriteStartArray("fields");
        foreach (var (name, value) in FactsOf(notice, options).Take(10))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "plain_text");
            writer.WriteString("text", AlertText.Cut($"{name}: {value}", 1_900));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        if (notice.Link(options.LinkBase) is { } link)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "section");
            WriteText(writer, "mrkdwn", $"<{link}|Open the alert>");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string type, string text)
    {
        writer.WriteStartObject("text");
        writer.WriteString("type", type);
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    private static void WriteTeams(Utf8JsonWriter writer, Notice notice, SinkOptions options)
    {
        writer.WriteString("type", "message");
        writer.WriteStartArray("attachments");
        writer.WriteStartObject();
        writer.WriteString("contentType", "application/vnd.microsoft.card.adaptive");
        writer.WriteStartObject("content");
        writer.WriteString("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        writer.WriteString("type", "AdaptiveCard");
        writer.WriteString("version", "1.4");
        writer.WriteStartArray("body");
        WriteTextBlock(writer, notice.Alert.RuleName, "Large", Colour(notice.Alert.Severity));
        WriteTextBlock(writer, NoticeFields.Reason(notice.Alert), "Default", "Default");
        writer.WriteStartObject();
        writer.WriteString("type", "FactSet");
        writer.WriteStartArray("facts");
        foreach (var (name, value) in FactsOf(notice, options))
        {
            writer.WriteStartObject();
            writer.WriteString("title", name);
            writer.WriteString("value", Markdown(value));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (notice.Link(options.LinkBase) is { } link)
        {
            writer.WriteStartArray("actions");
            writer.WriteStartObject();
            writer.WriteString("type", "Action.OpenUrl");
            writer.WriteString("title", "Open the alert");
            writer.WriteString("url", link);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteTextBlock(Utf8JsonWriter writer, string text, string size, string colour)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "TextBlock");
        writer.WriteString("text", Markdown(text));
        writer.WriteString("size", size);
        writer.WriteString("color", colour);
        writer.WriteBoolean("wrap", true);
        writer.WriteEndObject();
    }

    private static void WritePagerDuty(Utf8JsonWriter writer, Notice notice, SinkOptions options, string routingKey)
    {
        writer.WriteString("routing_key", routingKey);
        writer.WriteString("event_action", "trigger");
        // An incident goes on under the id that it was opened with.
        writer.WriteString("dedup_key", AlertText.Cut("tocsin-" + (notice.ReplacedId ?? notice.Alert.Id), 255));
        writer.WriteString("client", "Tocsin");
        if (notice.Link(options.LinkBase) is { } link)
            writer.WriteString("client_url", link);
        writer.WriteStartObject("payload");
        writer.WriteString(
            "summary",
            AlertText.Cut($"{notice.Alert.RuleName}: {NoticeFields.Reason(notice.Alert)}", 1_024)
        );
        writer.WriteString(
            "severity",
            notice.Alert.Severity switch
            {
                RuleSeverity.Critical => "critical",
                RuleSeverity.High => "error",
                RuleSeverity.Medium => "warning",
                _ => "info",
            }
        );
        var source =
            notice.Alert.LabelsOf(AlertLabels.Host).FirstOrDefault()
            ?? notice.Alert.LabelsOf(AlertLabels.Cluster).FirstOrDefault();
        writer.WriteString("source", source ?? "tocsin");
        writer.WriteString("timestamp", NoticeFields.Text(notice, "time", null));
        writer.WriteString("class", notice.Alert.RuleName);
        writer.WriteString("group", notice.Alert.RuleId);
        writer.WriteStartObject("custom_details");
        foreach (var name in NoticeFields.Names.Where(n => n != "link"))
        {
            if (NoticeFields.Text(notice, name, null) is { Length: > 0 } text)
                writer.WriteString(name, text);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static IEnumerable<(string Name, string Value)> FactsOf(Notice notice, SinkOptions options) =>
        Facts
            .Select(f => (f.Title, NoticeFields.Text(notice, f.Name, options.LinkBase)))
            .Where(f => f.Item2.Length > 0);

    private static string Slack(string text, int lengthMax) =>
        AlertText
            .Cut(text, lengthMax)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Markdown(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if ("\\`*_{}[]()#+-!|<>~".Contains(c))
                escaped.Append('\\');
            escaped.Append(c is '\r' or '\n' ? ' ' : c);
        }

        return escaped.ToString();
    }

    private static string Icon(RuleSeverity severity) =>
        severity switch
        {
            RuleSeverity.Critical => "[critical]",
            RuleSeverity.High => "[high]",
            RuleSeverity.Medium => "[medium]",
            _ => "[low]",
        };

    private static string Colour(RuleSeverity severity) =>
        severity switch
        {
            RuleSeverity.Critical or RuleSeverity.High => "Attention",
            RuleSeverity.Medium => "Warning",
            _ => "Default",
        };
}
