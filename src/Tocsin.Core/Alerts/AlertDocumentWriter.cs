using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Tocsin.Core.Engine;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Json;
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
    private static ReadOnlySpan<byte> KibanaVersion => "9.2.0"u8;

    private readonly PooledBytes _buffer = new(16 << 10);
    private readonly PooledBytes _text = new(256);
    private readonly EventTapes _tapes = new();
    private readonly List<StoredEvent> _whole = [];
    private readonly List<AlertFields> _fields = [];
    private readonly Dictionary<Rule, RuleFields> _ruleFields = new(ReferenceEqualityComparer.Instance);
    private Utf8JsonWriter? _writer;
    private int _ruleStart;

    /// <summary>The document as UTF-8 JSON on one line, without a line break; valid until the next call.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="summary">Its line for lists.</param>
    public AlertDocument Write(Alert alert, out AlertSummary summary)
    {
        _tapes.Begin();
        _whole.Clear();
        AlertEvidence.CollectWhole(alert, _whole);
        using var shared = alert.Kind == AlertKind.Shell ? JsonDocuments.TryRead(SharedOf(alert)) : null;
        var root =
            alert.Kind == AlertKind.Shell ? shared?.Root ?? default
            : alert.Kind == AlertKind.Row || alert.Events.Count == 0 ? default
            : _tapes.Of(alert.Events[0])?.Root ?? default;
        if (root.ValueKind != JsonValueKind.Object)
            root = default;
        var fields = new AlertFields(root, alert.Columns, alert.Cells);
        var ruleFields = FieldsOf(alert.Rule);
        var effective = alert.Kind is AlertKind.Shell or AlertKind.BuildingBlock
            ? ruleFields.Unchanged
            : AlertOverrides.Of(alert.Rule, fields, ruleFields.Unchanged);

        _buffer.Clear();
        _writer ??= new Utf8JsonWriter(_buffer, JsonDocuments.WriterOptions);
        _writer.Reset();
        Write(_writer, alert, root, fields, effective, ruleFields);
        _writer.Flush();
        summary = AlertSummary.Of(alert, FieldsToShow(alert, fields), effective, ruleFields);
        return new(_buffer.Written, _ruleStart, ruleFields.MembersLength);
    }

    private void Write(
        Utf8JsonWriter writer,
        Alert alert,
        JsonItem root,
        AlertFields fields,
        AlertOverrides effective,
        RuleFields ruleFields
    )
    {
        writer.WriteStartObject();
        WriteTime(writer, "@timestamp"u8, alert.TimeMillis);
        writer.WriteString("event.kind"u8, "signal"u8);
        WriteBody(writer, alert, root);
        WriteState(writer, alert, fields, effective);
        WriteOrigin(writer, alert, root);
        WriteFindings(writer, alert);
        WriteTimes(writer, alert);
        writer.WriteString("kibana.alert.rule.name"u8, effective.Name);
        _ruleStart = ruleFields.Write(writer);
        WriteExecution(writer, alert);
        AlertEvidence.Write(writer, alert, _whole, _tapes, streams);
        writer.WriteEndObject();
    }

    /// <summary>The fields that all events of a sequence share, as a document; none where one of them cannot be read.</summary>
    private byte[] SharedOf(Alert alert)
    {
        var documents = new List<JsonItem>();
        foreach (var part in alert.Events)
        {
            if (_tapes.Of(part) is not { } tape)
                return "{}"u8.ToArray();
            documents.Add(tape.Root);
        }

        return SharedFields.Of(documents);
    }

    /// <summary>Where lists look for who and where: a row may not say who did it; the events that it rests on do.</summary>
    private List<AlertFields> FieldsToShow(Alert alert, AlertFields fields)
    {
        _fields.Clear();
        _fields.Add(fields);
        if (alert.Kind is AlertKind.Row or AlertKind.Shell)
        {
            foreach (var stored in _whole)
            {
                if (_tapes.Of(stored) is { } tape)
                    _fields.Add(new AlertFields(tape.Root, [], []));
            }
        }

        return _fields;
    }

    private static void WriteBody(Utf8JsonWriter writer, Alert alert, JsonItem root)
    {
        var overlay = new RowOverlay(alert.Columns, alert.Cells, root);
        if (alert.Enrichments.Count > 0)
            LayEnrichments(overlay, alert, root);
        if (root.Exists)
            EventCopy.WriteMembers(writer, root, overlay);
        overlay.WriteRest(writer);
    }

    // Apart, so that only enrichments cost a closure.
    private static void LayEnrichments(RowOverlay overlay, Alert alert, JsonItem root) =>
        overlay.Set("threat.enrichments", writer => WriteEnrichments(writer, root, alert.Enrichments));

    private static void WriteEnrichments(Utf8JsonWriter writer, JsonItem root, IReadOnlyList<byte[]> added)
    {
        var present = new List<JsonItem>();
        JsonPaths.Collect(root, "threat.enrichments"u8, present);
        writer.WriteStartArray();
        foreach (var entry in present)
            entry.WriteTo(writer);
        foreach (var entry in added)
            JsonDocuments.WriteDocument(writer, entry);
        writer.WriteEndArray();
    }

    private void WriteState(Utf8JsonWriter writer, Alert alert, AlertFields fields, AlertOverrides effective)
    {
        writer.WriteString("kibana.alert.uuid"u8, alert.Id);
        writer.WriteString("kibana.alert.status"u8, "active"u8);
        writer.WriteString("kibana.alert.workflow_status"u8, alert.IsClosed ? "closed"u8 : "open"u8);
        WriteEmptyArray(writer, "kibana.alert.workflow_tags"u8);
        WriteEmptyArray(writer, "kibana.alert.workflow_assignee_ids"u8);
        writer.WriteString("kibana.alert.severity"u8, SeverityNames.Of(effective.Severity));
        writer.WriteNumber("kibana.alert.risk_score"u8, effective.RiskScore);
        _text.Clear();
        AlertReason.Write(_text, fields, effective);
        writer.WriteString("kibana.alert.reason"u8, _text.Written);
    }

    private void WriteOrigin(Utf8JsonWriter writer, Alert alert, JsonItem root)
    {
        if (OriginalTime(alert) is { } originalTime)
            WriteTime(writer, "kibana.alert.original_time"u8, originalTime);
        if (root.Exists && alert.Kind != AlertKind.Shell)
            EventCopy.WriteOriginals(writer, root);
        var ancestors =
            alert.Ancestors
            ?? (alert.Events.Count == 1 ? AlertAncestors.Of(alert.Events[0], root, streams) : [new("", false, "", 0)]);
        writer.WriteStartArray("kibana.alert.ancestors"u8);
        foreach (var ancestor in ancestors)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, ancestor.Id);
            writer.WriteString("type"u8, ancestor.IsAlert ? "signal"u8 : "event"u8);
            writer.WriteString("index"u8, ancestor.Index);
            writer.WriteNumber("depth"u8, ancestor.Depth);
            if (ancestor.Rule is not null)
                writer.WriteString(
                    "rule"u8,
                    ancestor.Rule == alert.Rule.RuleId ? RuleFields.UuidOf(alert.Rule) : ancestor.Rule
                );
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("kibana.alert.depth"u8, AlertAncestors.DepthOf(ancestors));
    }

    private static void WriteFindings(Utf8JsonWriter writer, Alert alert)
    {
        if ((alert.Kind == AlertKind.BuildingBlock ? "default" : alert.Rule.BuildingBlockType) is { } buildingBlock)
            writer.WriteString("kibana.alert.building_block_type"u8, buildingBlock);
        if (alert.GroupId is not null)
            writer.WriteString("kibana.alert.group.id"u8, alert.GroupId);
        if (alert.GroupIndex is { } index)
            writer.WriteNumber("kibana.alert.group.index"u8, index);
        if (alert.Threshold is { } threshold)
            WriteThreshold(writer, threshold);
        if (alert.NewTerms.Count > 0)
        {
            writer.WriteStartArray("kibana.alert.new_terms"u8);
            foreach (var term in alert.NewTerms)
                ValueJson.Write(writer, term);
            writer.WriteEndArray();
        }

        if (alert.Suppression is not { } suppression)
            return;
        WriteTerms(writer, "kibana.alert.suppression.terms"u8, suppression.Terms);
        WriteTime(writer, "kibana.alert.suppression.start"u8, suppression.StartMillis);
        WriteTime(writer, "kibana.alert.suppression.end"u8, suppression.EndMillis);
        writer.WriteNumber("kibana.alert.suppression.docs_count"u8, suppression.DocsCount);
        writer.WriteString("kibana.alert.instance.id"u8, suppression.InstanceId);
    }

    private static void WriteThreshold(Utf8JsonWriter writer, ThresholdResult threshold)
    {
        writer.WriteStartObject("kibana.alert.threshold_result"u8);
        WriteTerms(writer, "terms"u8, threshold.Terms);
        writer.WriteNumber("count"u8, threshold.Count);
        WriteTime(writer, "from"u8, threshold.FromMillis);
        if (threshold.CardinalityField is not null)
            WriteTerms(
                writer,
                "cardinality"u8,
                [new(threshold.CardinalityField, Value.FromLong(threshold.Cardinality))]
            );
        writer.WriteEndObject();
    }

    private static void WriteTerms(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<AlertTerm> terms)
    {
        writer.WriteStartArray(name);
        foreach (var term in terms)
        {
            writer.WriteStartObject();
            writer.WriteString("field"u8, term.Field);
            writer.WritePropertyName("value"u8);
            ValueJson.Write(writer, term.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTimes(Utf8JsonWriter writer, Alert alert)
    {
        WriteTime(writer, "kibana.alert.start"u8, alert.TimeMillis);
        var lastDetected = Math.Max(
            alert.LastDetectedMillis ?? alert.TimeMillis,
            alert.Episode?.LastTick ?? long.MinValue
        );
        WriteTime(writer, "kibana.alert.last_detected"u8, lastDetected);
        WriteTime(writer, "kibana.alert.intended_timestamp"u8, alert.TimeMillis);
    }

    private void WriteExecution(Utf8JsonWriter writer, Alert alert)
    {
        _text.Clear();
        _text.Add(alert.Rule.RuleId);
        _text.Add("/"u8);
        Span<char> digits = stackalloc char[32];
        alert.TimeMillis.TryFormat(digits, out var count, provider: CultureInfo.InvariantCulture);
        _text.Add(digits[..count]);
        var first = StableHash.Of(_text.Written);
        _text.Add("\0"u8);
        var second = StableHash.Of(_text.Written);
        // A UUID of version 8 and its variant, of which the other digits are those of the two hashes.
        Span<byte> uuid = stackalloc byte[36];
        Utf8.TryWrite(
            uuid,
            CultureInfo.InvariantCulture,
            $"{first >> 32:x8}-{(first >> 16) & 0xffff:x4}-8{first & 0xfff:x3}-a{(second >> 48) & 0xfff:x3}-{second & 0xffff_ffff_ffff:x12}",
            out _
        );
        writer.WriteString("kibana.alert.rule.execution.uuid"u8, uuid);
        WriteTime(writer, "kibana.alert.rule.execution.timestamp"u8, alert.TimeMillis);
        writer.WriteString("kibana.alert.rule.execution.type"u8, "scheduled"u8);
        writer.WriteStartArray("kibana.space_ids"u8);
        writer.WriteStringValue("default"u8);
        writer.WriteEndArray();
        writer.WriteString("kibana.version"u8, KibanaVersion);
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

    private static void WriteEmptyArray(Utf8JsonWriter writer, ReadOnlySpan<byte> name)
    {
        writer.WriteStartArray(name);
        writer.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long millis) =>
        AlertEvidence.WriteTime(writer, name, millis);
}
