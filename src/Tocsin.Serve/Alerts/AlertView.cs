using System.Buffers;
using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Values;

namespace Tocsin.Serve.Alerts;

/// <summary>The document of an alert with what people said of it in the fields that Elastic Security has for that (D59, D60).</summary>
internal static class AlertView
{
    private const string Status = "kibana.alert.workflow_status";
    private const string Prefix = "kibana.alert.workflow_";

    /// <summary>The document; as it is stored where nobody has said anything.</summary>
    public static byte[] Of(StoredAlert alert)
    {
        var isTouched =
            alert.StatusMillis is not null
            || alert.ExtendedWhileClosed > 0
            || alert.Labels.Any(l => AlertLabels.Human.Contains(l.Kind));
        if (!isTouched || JsonDocuments.TryRead(alert.Document) is not { } document)
            return alert.Document;
        var buffer = new ArrayBufferWriter<byte>(alert.Document.Length + 256);
        using (document)
        using (var writer = new Utf8JsonWriter(buffer, JsonDocuments.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var member in document.Root.EnumerateChildren())
            {
                if (member.HasName(Status))
                    Write(writer, alert);
                else if (!member.Name.StartsWith(Prefix, StringComparison.Ordinal))
                    member.WriteMember(writer);
            }

            if (alert.ExtendedWhileClosed > 0)
                writer.WriteNumber("tocsin.extended_while_closed", alert.ExtendedWhileClosed);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, StoredAlert alert)
    {
        writer.WriteString(Status, alert.Status);
        WriteList(writer, Prefix + "tags", alert.LabelsOf(AlertLabels.Tag));
        WriteList(writer, Prefix + "assignee_ids", alert.LabelsOf(AlertLabels.Assignee));
        if (alert.StatusBy is not null)
            writer.WriteString(Prefix + "user", alert.StatusBy);
        if (alert.StatusMillis is { } at)
            writer.WriteString(Prefix + "status_updated_at", Iso8601.Format(at));
        if (alert.StatusWhy is not null)
            writer.WriteString(Prefix + "reason", alert.StatusWhy);
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
