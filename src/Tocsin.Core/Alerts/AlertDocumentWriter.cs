using System.Buffers;
using System.Text.Json;
using Tocsin.Core.Engine;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Alerts;

/// <summary>Makes the document of an alert, the one that Elastic Security users know, and its line for lists.</summary>
/// <remarks>
/// Detection engine, section 11. The order of members is fixed: time and kind, the event's fields, the row's, then
/// <c>kibana.alert.*</c> and last <c>tocsin.*</c>. One for each thread.
/// </remarks>
internal sealed class AlertDocumentWriter(DataStreams streams)
{
    /// <summary>The version of Kibana whose document this is.</summary>
    private const string KibanaVersion = "9.2.0";

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Dictionary<Rule, RuleFields> _ruleFields = new(ReferenceEqualityComparer.Instance);

    /// <summary>The document as UTF-8 JSON on one line, without a line break; valid until the next call.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="summary">Its line for lists.</param>
    public ReadOnlySpan<byte> Write(Alert alert, out AlertSummary summary)
    {
        using var document = ParseSource(alert);
        var root = document?.RootElement is { ValueKind: JsonValueKind.Object } source ? source : (JsonElement?)null;
        var fields = new AlertFields(root, alert.Columns, alert.Cells);
        var effective = alert.Kind is AlertKind.Shell or AlertKind.BuildingBlock
            ? AlertOverrides.None(alert.Rule)
            : AlertOverrides.Of(alert.Rule, fields);
        var ruleFields = FieldsOf(alert.Rule);

        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer, JsonDocuments.WriterOptions))
        {
            writer.WriteStartObject();
            WriteTime(writer, "@timestamp", alert.TimeMillis);
            writer.WriteString("event.kind", "signal");
            WriteBody(writer, alert, root);
            WriteState(writer, alert, fields, effective);
            WriteOrigin(writer, alert, root, ruleFields);
            WriteFindings(writer, alert);
            WriteTimes(writer, alert);
            writer.WriteString("kibana.alert.rule.name", effective.Name);
            ruleFields.Write(writer);
            WriteExecution(writer, alert);
            AlertEvidence.Write(writer, alert, streams);
            writer.WriteEndObject();
        }

        summary = AlertSummary.Of(alert, fields, effective);
        return _buffer.WrittenSpan;
    }

    private static JsonDocument? ParseSource(Alert alert)
    {
        if (alert.Kind == AlertKind.Row || alert.Events.Count == 0)
            return null;
        if (alert.Kind != AlertKind.Shell)
            return JsonDocuments.TryParse(alert.Events[0].Document);
        var documents = alert.Events.Select(e => JsonDocuments.TryParse(e.Document)).ToList();
        var shared = documents.TrueForAll(d => d is not null)
            ? SharedFields.Of([.. documents.Select(d => d!.RootElement)])
            : "{}"u8.ToArray();
        documents.ForEach(d => d?.Dispose());
        return JsonDocuments.TryParse(shared);
    }

    private static void WriteBody(Utf8JsonWriter writer, Alert alert, JsonElement? root)
    {
        var overlay = new RowOverlay(alert.Columns, alert.Cells, root);
        if (alert.Enrichments.Count > 0)
            overlay.Set("threat.enrichments", w => WriteEnrichments(w, root, alert.Enrichments));
        if (root is { } source)
            EventCopy.WriteMembers(writer, source, overlay);
        overlay.WriteRest(writer);
    }

    private static void WriteEnrichments(Utf8JsonWriter writer, JsonElement? root, IReadOnlyList<byte[]> added)
    {
        var present = new List<JsonElement>();
        if (root is { } source)
            JsonPaths.Collect(source, "threat.enrichments", present);
        writer.WriteStartArray();
        foreach (var entry in present)
            JsonDocuments.WriteValue(writer, entry);
        foreach (var entry in added)
            JsonDocuments.WriteDocument(writer, entry);
        writer.WriteEndArray();
    }

    private static void WriteState(Utf8JsonWriter writer, Alert alert, AlertFields fields, AlertOverrides effective)
    {
        writer.WriteString("kibana.alert.uuid", alert.Id);
        writer.WriteString("kibana.alert.status", "active");
        writer.WriteString("kibana.alert.workflow_status", alert.IsClosed ? "closed" : "open");
        WriteEmptyArray(writer, "kibana.alert.workflow_tags");
        WriteEmptyArray(writer, "kibana.alert.workflow_assignee_ids");
        writer.WriteString("kibana.alert.severity", SeverityNames.Of(effective.Severity));
        writer.WriteNumber("kibana.alert.risk_score", effective.RiskScore);
        writer.WriteString("kibana.alert.reason", AlertReason.Of(fields, effective));
    }

    private void WriteOrigin(Utf8JsonWriter writer, Alert alert, JsonElement? root, RuleFields ruleFields)
    {
        if (OriginalTime(alert) is { } originalTime)
            WriteTime(writer, "kibana.alert.original_time", originalTime);
        if (root is { } source && alert.Kind != AlertKind.Shell)
            EventCopy.WriteOriginals(writer, source);
        var ancestors =
            alert.Ancestors
            ?? (alert.Events.Count == 1 ? AlertAncestors.Of(alert.Events[0], root, streams) : [new("", false, "", 0)]);
        writer.WriteStartArray("kibana.alert.ancestors");
        foreach (var ancestor in ancestors)
        {
            writer.WriteStartObject();
            writer.WriteString("id", ancestor.Id);
            writer.WriteString("type", ancestor.IsAlert ? "signal" : "event");
            writer.WriteString("index", ancestor.Index);
            writer.WriteNumber("depth", ancestor.Depth);
            if (ancestor.Rule is not null)
                writer.WriteString(
                    "rule",
                    ancestor.Rule == alert.Rule.RuleId ? RuleFields.UuidOf(alert.Rule) : ancestor.Rule
                );
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("kibana.alert.depth", AlertAncestors.DepthOf(ancestors));
    }

    private static void WriteFindings(Utf8JsonWriter writer, Alert alert)
    {
        if ((alert.Kind == AlertKind.BuildingBlock ? "default" : alert.Rule.BuildingBlockType) is { } buildingBlock)
            writer.WriteString("kibana.alert.building_block_type", buildingBlock);
        if (alert.GroupId is not null)
            writer.WriteString("kibana.alert.group.id", alert.GroupId);
        if (alert.GroupIndex is { } index)
            writer.WriteNumber("kibana.alert.group.index", index);
        if (alert.Threshold is { } threshold)
            WriteThreshold(writer, threshold);
        if (alert.NewTerms.Count > 0)
        {
            writer.WriteStartArray("kibana.alert.new_terms");
            foreach (var term in alert.NewTerms)
                ValueJson.Write(writer, term);
            writer.WriteEndArray();
        }

        if (alert.Suppression is not { } suppression)
            return;
        WriteTerms(writer, "kibana.alert.suppression.terms", suppression.Terms);
        WriteTime(writer, "kibana.alert.suppression.start", suppression.StartMillis);
        WriteTime(writer, "kibana.alert.suppression.end", suppression.EndMillis);
        writer.WriteNumber("kibana.alert.suppression.docs_count", suppression.DocsCount);
        writer.WriteString("kibana.alert.instance.id", suppression.InstanceId);
    }

    private static void WriteThreshold(Utf8JsonWriter writer, ThresholdResult threshold)
    {
        writer.WriteStartObject("kibana.alert.threshold_result");
        WriteTerms(writer, "terms", threshold.Terms);
        writer.WriteNumber("count", threshold.Count);
        WriteTime(writer, "from", threshold.FromMillis);
        if (threshold.CardinalityField is not null)
            WriteTerms(writer, "cardinality", [new(threshold.CardinalityField, Value.FromLong(threshold.Cardinality))]);
        writer.WriteEndObject();
    }

    private static void WriteTerms(Utf8JsonWriter writer, string name, IReadOnlyList<AlertTerm> terms)
    {
        writer.WriteStartArray(name);
        foreach (var term in terms)
        {
            writer.WriteStartObject();
            writer.WriteString("field", term.Field);
            writer.WritePropertyName("value");
            ValueJson.Write(writer, term.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTimes(Utf8JsonWriter writer, Alert alert)
    {
        WriteTime(writer, "kibana.alert.start", alert.TimeMillis);
        var lastDetected = Math.Max(
            alert.LastDetectedMillis ?? alert.TimeMillis,
            alert.Episode?.LastTick ?? long.MinValue
        );
        WriteTime(writer, "kibana.alert.last_detected", lastDetected);
        WriteTime(writer, "kibana.alert.intended_timestamp", alert.TimeMillis);
    }

    private static void WriteExecution(Utf8JsonWriter writer, Alert alert)
    {
        var run = System.Text.Encoding.UTF8.GetBytes($"{alert.Rule.RuleId}/{alert.TimeMillis}");
        var id = $"{StableHash.Of(run):x16}{StableHash.Of([.. run, 0]):x16}";
        writer.WriteString(
            "kibana.alert.rule.execution.uuid",
            $"{id[..8]}-{id[8..12]}-8{id[13..16]}-a{id[17..20]}-{id[20..]}"
        );
        WriteTime(writer, "kibana.alert.rule.execution.timestamp", alert.TimeMillis);
        writer.WriteString("kibana.alert.rule.execution.type", "scheduled");
        writer.WriteStartArray("kibana.space_ids");
        writer.WriteStringValue("default");
        writer.WriteEndArray();
        writer.WriteString("kibana.version", KibanaVersion);
    }

    private static long? OriginalTime(Alert alert)
    {
        for (var i = 0; i < alert.Columns.Count; i++)
        {
            if (alert.Columns[i].Name != "@timestamp")
                continue;
            var cell = alert.Cells[i];
            if (cell.Kind == ValueKind.Date)
                return cell.AsLong;
            if (cell.Kind == ValueKind.DateNanos)
                return Math.DivRem(cell.AsLong, 1_000_000).Quotient;
        }

        return alert.Kind switch
        {
            AlertKind.Row => alert.Threshold?.NewestMillis,
            // The first building block's own time, which is the alert's (D22).
            AlertKind.Shell => alert.TimeMillis,
            _ => alert.Events is [{ Timestamp: not Event.NoTime } source, ..] ? source.Timestamp : null,
        };
    }

    private RuleFields FieldsOf(Rule rule)
    {
        if (!_ruleFields.TryGetValue(rule, out var fields))
            _ruleFields[rule] = fields = new RuleFields(rule);
        return fields;
    }

    private static void WriteEmptyArray(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartArray(name);
        writer.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, long millis) =>
        AlertEvidence.WriteTime(writer, name, millis);
}
