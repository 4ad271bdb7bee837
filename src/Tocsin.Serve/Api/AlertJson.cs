using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Configuration;

namespace Tocsin.Serve.Api;

/// <summary>An alert as the API shows it: what lists need, and the document where it is there.</summary>
internal static class AlertJson
{
    /// <summary>Writes an alert.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="history">What happened to it; null where that is not asked for.</param>
    public static void Write(Utf8JsonWriter writer, StoredAlert alert, IReadOnlyList<AlertEntry>? history)
    {
        writer.WriteStartObject();
        writer.WriteString("id", alert.Id);
        writer.WriteNumber("revision", alert.Revision);
        writer.WriteStartObject("rule");
        writer.WriteString("id", alert.RuleId);
        writer.WriteString("name", alert.RuleName);
        writer.WriteString("type", alert.RuleType);
        writer.WriteEndObject();
        writer.WriteString("severity", SeverityNames.Of(alert.Severity));
        writer.WriteNumber("risk_score", alert.RiskScore);
        writer.WriteString("kind", OptionKeys.Name(alert.Kind.ToString()));
        writer.WriteBoolean("building_block", alert.IsBuildingBlock);
        writer.WriteTime("time", alert.TimeMillis);
        writer.WriteTime("first", alert.FirstMillis);
        writer.WriteTime("last", alert.LastMillis);
        writer.WriteTime("updated", alert.UpdatedMillis);
        writer.WriteString("index", alert.Index);
        writer.WriteString("group", alert.GroupId);
        writer.WriteNumber("evidence_count", alert.EvidenceCount);
        WriteWork(writer, alert);
        WriteEntities(writer, alert);
        writer.WriteTexts("tactics", alert.LabelsOf(AlertLabels.Tactic));
        writer.WriteTexts("techniques", alert.LabelsOf(AlertLabels.Technique));
        writer.WriteTexts("rule_tags", alert.LabelsOf(AlertLabels.RuleTag));
        if (alert.IsDamaged)
            writer.WriteBoolean("damaged", true);
        if (history is not null)
            WriteHistory(writer, history);
        if (alert.Document.Length > 0)
        {
            writer.WritePropertyName("document");
            writer.WriteRawValue(AlertView.Of(alert), skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    /// <summary>What people have made of it.</summary>
    private static void WriteWork(Utf8JsonWriter writer, StoredAlert alert)
    {
        writer.WriteString("status", alert.Status);
        writer.WriteString("status_by", alert.StatusBy);
        writer.WriteTime("status_at", alert.StatusMillis);
        writer.WriteString("status_reason", alert.StatusWhy);
        writer.WriteNumber("extended_while_closed", alert.ExtendedWhileClosed);
        writer.WriteTexts("tags", alert.LabelsOf(AlertLabels.Tag));
        writer.WriteTexts("assignees", alert.LabelsOf(AlertLabels.Assignee));
    }

    private static void WriteEntities(Utf8JsonWriter writer, StoredAlert alert)
    {
        writer.WriteStartObject("entities");
        foreach (var kind in AlertLabels.Entities)
        {
            if (alert.LabelsOf(kind).Any())
                writer.WriteTexts(kind, alert.LabelsOf(kind));
        }

        writer.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter writer, IReadOnlyList<AlertEntry> history)
    {
        writer.WriteStartArray("history");
        foreach (var entry in history)
        {
            writer.WriteStartObject();
            writer.WriteTime("at", entry.AtMillis);
            writer.WriteString("who", entry.Who);
            writer.WriteString("action", entry.Action);
            writer.WriteString("detail", entry.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
