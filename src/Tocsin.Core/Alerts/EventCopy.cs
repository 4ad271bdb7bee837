using System.Text.Json;

namespace Tocsin.Core.Alerts;

/// <summary>Copies an event into an alert: all but what the alert replaces (D57, D58), with a row laid over it.</summary>
/// <remarks>The event's fields keep their form, dotted or nested. Fields that contradict ECS are kept, unlike in Elastic (section 16).</remarks>
internal static class EventCopy
{
    /// <summary>Writes the members of an event into the object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, JsonElement document, RowOverlay overlay) =>
        WriteMembers(writer, document, overlay, prefix: "", insideArray: false);

    /// <summary>Writes the event's <c>event.*</c> and <c>data_stream.*</c> as fields of the alert's own (D58).</summary>
    public static void WriteOriginals(Utf8JsonWriter writer, JsonElement document)
    {
        WriteFlat(writer, document, "event", "kibana.alert.original_event");
        WriteFlat(writer, document, "data_stream", "kibana.alert.original_data_stream");
    }

    private static void WriteMembers(
        Utf8JsonWriter writer,
        JsonElement element,
        RowOverlay overlay,
        string prefix,
        bool insideArray
    )
    {
        foreach (var property in element.EnumerateObject())
        {
            var path = prefix.Length == 0 ? property.Name : prefix + "." + property.Name;
            if (IsLeftOut(path))
                continue;
            if (overlay.Covers(path))
            {
                if (!insideArray)
                    overlay.WriteInPlace(writer, property.Name, path);
            }
            else if (path is "event" || overlay.ReachesInto(path))
            {
                WritePartly(writer, property, overlay, path, insideArray);
            }
            else
            {
                writer.WritePropertyName(property.Name);
                JsonDocuments.WriteValue(writer, property.Value);
            }
        }
    }

    /// <summary>Writes a member of which some part is left out or replaced.</summary>
    private static void WritePartly(
        Utf8JsonWriter writer,
        JsonProperty property,
        RowOverlay overlay,
        string path,
        bool insideArray
    )
    {
        if (property.Value.ValueKind == JsonValueKind.Object && HoldsOnlyKind(property.Value, path))
            return;
        writer.WritePropertyName(property.Name);
        WriteValuePartly(writer, property.Value, overlay, path, insideArray);
    }

    private static void WriteValuePartly(
        Utf8JsonWriter writer,
        JsonElement value,
        RowOverlay overlay,
        string path,
        bool insideArray
    )
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                WriteMembers(writer, value, overlay, path, insideArray);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    WriteValuePartly(writer, item, overlay, path, insideArray: true);
                writer.WriteEndArray();
                break;
            default:
                JsonDocuments.WriteValue(writer, value);
                break;
        }
    }

    private static bool IsLeftOut(string path) =>
        path is "@timestamp" or "event.kind"
        || IsAt(path, "kibana")
        || IsAt(path, "signal")
        || IsAt(path, "threshold_result");

    private static bool IsAt(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] == '.');

    private static bool HoldsOnlyKind(JsonElement element, string path)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (path != "event" || property.Name != "kind")
                return false;
        }

        return true;
    }

    private static void WriteFlat(Utf8JsonWriter writer, JsonElement document, string root, string target)
    {
        foreach (var property in document.EnumerateObject())
        {
            if (property.Name == root)
                WriteLeaves(writer, property.Value, target);
            else if (property.Name.StartsWith(root, StringComparison.Ordinal) && IsAt(property.Name, root))
                WriteLeaves(writer, property.Value, target + property.Name[root.Length..]);
        }
    }

    private static void WriteLeaves(Utf8JsonWriter writer, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
                WriteLeaves(writer, property.Value, path + "." + property.Name);
        }
        else if (value.ValueKind != JsonValueKind.Null)
        {
            writer.WritePropertyName(path);
            JsonDocuments.WriteValue(writer, value);
        }
    }
}
