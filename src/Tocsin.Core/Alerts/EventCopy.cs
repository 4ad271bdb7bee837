using System.Text.Json;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Alerts;

/// <summary>Copies an event into an alert: all but what the alert replaces (D57, D58), with a row laid over it.</summary>
/// <remarks>The event's fields keep their form, dotted or nested. Fields that contradict ECS are kept, unlike in Elastic (section 16).</remarks>
internal static class EventCopy
{
    /// <summary>Writes the members of an event into the object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, JsonItem document, RowOverlay overlay) =>
        WriteMembers(writer, document, overlay, prefix: [], insideArray: false);

    /// <summary>Writes the event's <c>event.*</c> and <c>data_stream.*</c> as fields of the alert's own (D58).</summary>
    public static void WriteOriginals(Utf8JsonWriter writer, JsonItem document)
    {
        WriteFlat(writer, document, "event"u8, "kibana.alert.original_event"u8);
        WriteFlat(writer, document, "data_stream"u8, "kibana.alert.original_data_stream"u8);
    }

    private static void WriteMembers(
        Utf8JsonWriter writer,
        JsonItem element,
        RowOverlay overlay,
        ReadOnlySpan<byte> prefix,
        bool insideArray
    )
    {
        foreach (var member in element.EnumerateChildren())
        {
            using var name = member.UnescapedName();
            using var joined = JoinedPath.Of(prefix, "."u8, name.Text);
            var path = joined.Text;
            if (IsLeftOut(path))
                continue;
            if (overlay.Covers(path))
            {
                if (!insideArray)
                    overlay.WriteInPlace(writer, name.Text, path);
            }
            else if (path.SequenceEqual("event"u8) || overlay.ReachesInto(path))
            {
                WritePartly(writer, member, overlay, path, insideArray);
            }
            else
            {
                writer.WritePropertyName(name.Text);
                member.WriteTo(writer);
            }
        }
    }

    /// <summary>Writes a member of which some part is left out or replaced.</summary>
    private static void WritePartly(
        Utf8JsonWriter writer,
        JsonItem member,
        RowOverlay overlay,
        ReadOnlySpan<byte> path,
        bool insideArray
    )
    {
        if (member.ValueKind == JsonValueKind.Object && HoldsOnlyKind(member, path))
            return;
        member.WriteName(writer);
        WriteValuePartly(writer, member, overlay, path, insideArray);
    }

    private static void WriteValuePartly(
        Utf8JsonWriter writer,
        JsonItem value,
        RowOverlay overlay,
        ReadOnlySpan<byte> path,
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
                foreach (var item in value.EnumerateChildren())
                    WriteValuePartly(writer, item, overlay, path, insideArray: true);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static bool IsLeftOut(ReadOnlySpan<byte> path) =>
        path.SequenceEqual("@timestamp"u8)
        || path.SequenceEqual("event.kind"u8)
        || IsAt(path, "kibana"u8)
        || IsAt(path, "signal"u8)
        || IsAt(path, "threshold_result"u8);

    private static bool IsAt(ReadOnlySpan<byte> path, ReadOnlySpan<byte> root) =>
        path.StartsWith(root) && (path.Length == root.Length || path[root.Length] == '.');

    private static bool HoldsOnlyKind(JsonItem element, ReadOnlySpan<byte> path)
    {
        foreach (var member in element.EnumerateChildren())
        {
            if (!path.SequenceEqual("event"u8) || !member.HasName("kind"))
                return false;
        }

        return true;
    }

    private static void WriteFlat(
        Utf8JsonWriter writer,
        JsonItem document,
        ReadOnlySpan<byte> root,
        ReadOnlySpan<byte> target
    )
    {
        foreach (var member in document.EnumerateChildren())
        {
            using var name = member.UnescapedName();
            if (!IsAt(name.Text, root))
                continue;
            using var path = JoinedPath.Of(target, [], name.Text[root.Length..]);
            WriteLeaves(writer, member, path.Text);
        }
    }

    private static void WriteLeaves(Utf8JsonWriter writer, JsonItem value, ReadOnlySpan<byte> path)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateChildren())
            {
                using var name = member.UnescapedName();
                using var joined = JoinedPath.Of(path, "."u8, name.Text);
                WriteLeaves(writer, member, joined.Text);
            }
        }
        else if (value.ValueKind != JsonValueKind.Null)
        {
            writer.WritePropertyName(path);
            value.WriteTo(writer);
        }
    }
}
