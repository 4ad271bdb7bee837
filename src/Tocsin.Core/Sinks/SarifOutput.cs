using System.Globalization;
using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sinks;

/// <summary>Writes the alerts of a scan as a SARIF 2.1.0 log with one run.</summary>
/// <remarks>
/// An event of the evidence is a location: logically <c>index/id</c>, and physically the file of <c>log.file.path</c> at
/// <c>log.offset</c> where the event says so. A building block is a result of the kind <c>informational</c>. Result files are meant for
/// viewers that compare runs: what identifies a result is the alert's id, which is the same in each run over the same events.
/// </remarks>
internal static class SarifOutput
{
    private const int FlushBytes = 1 << 16;

    /// <summary>Writes all alerts of a spool.</summary>
    /// <param name="spool">The alerts.</param>
    /// <param name="output">Where to; stays open.</param>
    public static void Write(AlertSpool spool, Stream output)
    {
        using (var writer = new Utf8JsonWriter(output, JsonDocuments.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            writer.WriteString("version", "2.1.0");
            writer.WriteStartArray("runs");
            writer.WriteStartObject();
            var indexOfRule = WriteTool(writer, spool);
            writer.WriteString("columnKind", "utf16CodeUnits");
            writer.WriteStartArray("results");
            foreach (var (summary, bytes) in spool.ReadAll())
            {
                using var document = JsonDocuments.TryParse(bytes.ToArray());
                if (document is not null)
                    WriteResult(writer, summary, indexOfRule[summary.RuleId], document.RootElement);
                if (writer.BytesPending > FlushBytes)
                    writer.Flush();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes the tool with the rules that have alerts; returns the place of each.</summary>
    private static Dictionary<string, int> WriteTool(Utf8JsonWriter writer, AlertSpool spool)
    {
        var indexOfRule = new Dictionary<string, int>(StringComparer.Ordinal);
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "Tocsin");
        writer.WriteString("version", typeof(SarifOutput).Assembly.GetName().Version!.ToString(3));
        writer.WriteStartArray("rules");
        foreach (var (summary, bytes) in spool.ReadAll())
        {
            if (!indexOfRule.TryAdd(summary.RuleId, indexOfRule.Count))
                continue;
            using var document = JsonDocuments.TryParse(bytes.ToArray());
            WriteRule(writer, summary, document?.RootElement ?? default);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        return indexOfRule;
    }

    private static void WriteRule(Utf8JsonWriter writer, AlertSummary summary, JsonElement alert)
    {
        var parameters = alert.Member("kibana.alert.rule.parameters");
        var name = parameters.Text("name") is { Length: > 0 } written ? written : summary.RuleName;
        var description = alert.Text("kibana.alert.rule.description");
        var help = alert.Text("kibana.alert.rule.note") is { Length: > 0 } note ? note : description;
        writer.WriteStartObject();
        writer.WriteString("id", summary.RuleId);
        writer.WriteString("name", name);
        WriteMessage(writer, "shortDescription", name);
        WriteMessage(writer, "fullDescription", description.Length > 0 ? description : name);
        writer.WriteStartObject("help");
        writer.WriteString("text", help.Length > 0 ? help : name);
        writer.WriteString("markdown", help.Length > 0 ? help : name);
        writer.WriteEndObject();
        if (alert.Texts("kibana.alert.rule.references").FirstOrDefault(IsWebAddress) is { } address)
            writer.WriteString("helpUri", address);
        var severity = SeverityNames.TryParse(alert.Text("kibana.alert.rule.severity"), out var own)
            ? own
            : summary.Severity;
        writer.WriteStartObject("defaultConfiguration");
        writer.WriteString("level", LevelOf(severity));
        writer.WriteEndObject();
        writer.WriteStartObject("properties");
        writer.WriteStartArray("tags");
        var threats = summary.Tactics.Concat(summary.Techniques).Select(t => $"{t.Id} {t.Name}");
        foreach (var tag in alert.Texts("kibana.alert.rule.tags").Concat(threats).Distinct(StringComparer.Ordinal))
            writer.WriteStringValue(tag);
        writer.WriteEndArray();
        // The name and the scale, 0.0 to 10.0 as text, are those of code scanning services.
        writer.WriteString("security-severity", (summary.RiskScore / 10).ToString("0.0", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, AlertSummary summary, int ruleIndex, JsonElement alert)
    {
        var reason = alert.Text("kibana.alert.reason");
        writer.WriteStartObject();
        writer.WriteString("ruleId", summary.RuleId);
        writer.WriteNumber("ruleIndex", ruleIndex);
        if (summary.IsBuildingBlock)
            writer.WriteString("kind", "informational");
        writer.WriteString("level", summary.IsBuildingBlock ? "none" : LevelOf(summary.Severity));
        writer.WriteNumber("rank", Math.Clamp(summary.RiskScore, 0, 100));
        WriteMessage(writer, "message", reason.Length > 0 ? reason : summary.RuleName);
        writer.WriteStartArray("locations");
        WriteLocations(writer, summary, alert);
        writer.WriteEndArray();
        writer.WriteStartObject("partialFingerprints");
        writer.WriteString("alertId/v1", summary.Id);
        writer.WriteEndObject();
        writer.WriteNumber("occurrenceCount", Math.Max(1, summary.EventCount));
        writer.WriteStartObject("properties");
        writer.WriteString("severity", SeverityNames.Of(summary.Severity));
        WriteTime(writer, "time", summary.TimeMillis);
        WriteTime(writer, "firstEvent", summary.FirstMillis);
        WriteTime(writer, "lastEvent", summary.LastMillis);
        if (summary.Who.Length > 0)
            writer.WriteString("who", summary.Who);
        if (summary.Where.Length > 0)
            writer.WriteString("where", summary.Where);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The events that the alert holds whole; where it holds none, their ids.</summary>
    private static void WriteLocations(Utf8JsonWriter writer, AlertSummary summary, JsonElement alert)
    {
        var any = false;
        foreach (var hit in alert.Items("tocsin.evidence.events"))
        {
            writer.WriteStartObject();
            WriteFile(writer, hit.Member("_source"));
            WriteLogical(writer, $"{hit.Text("_index")}/{hit.Text("_id")}", summary.Where);
            writer.WriteEndObject();
            any = true;
        }

        if (any)
            return;
        foreach (var id in alert.Texts("tocsin.evidence.ids"))
        {
            writer.WriteStartObject();
            WriteLogical(writer, id, summary.Where);
            writer.WriteEndObject();
        }
    }

    private static void WriteLogical(Utf8JsonWriter writer, string place, string resource)
    {
        writer.WriteStartArray("logicalLocations");
        writer.WriteStartObject();
        writer.WriteString("fullyQualifiedName", place);
        writer.WriteString("kind", "object");
        writer.WriteEndObject();
        if (resource.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("fullyQualifiedName", resource);
            writer.WriteString("kind", "resource");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFile(Utf8JsonWriter writer, JsonElement source)
    {
        if (source.Path("log.file.path") is not { ValueKind: JsonValueKind.String } path)
            return;
        var text = path.GetString()!;
        if (text.Length == 0)
            return;
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        var isWindows = text.Length > 1 && text[1] == ':' && char.IsAsciiLetter(text[0]);
        var drive = isWindows ? text[..2] : "";
        var parts = text[drive.Length..].Replace('\\', '/').Split('/').Select(Uri.EscapeDataString);
        writer.WriteString(
            "uri",
            (
                text[0] == '/' ? "file://"
                : isWindows ? $"file:///{drive}"
                : ""
            ) + string.Join('/', parts)
        );
        writer.WriteEndObject();
        if (
            source.Path("log.offset") is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt64(out var offset)
            && offset >= 0
        )
        {
            writer.WriteStartObject("region");
            writer.WriteNumber("byteOffset", offset);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject(name);
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, long millis)
    {
        if (millis != Event.NoTime)
            writer.WriteString(name, Iso8601.Format(millis));
    }

    private static string LevelOf(RuleSeverity severity) =>
        severity switch
        {
            RuleSeverity.Low => "note",
            RuleSeverity.Medium => "warning",
            _ => "error",
        };

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);
}
