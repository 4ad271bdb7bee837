using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Alerts;

/// <summary>An event as Elasticsearch prints a hit: <c>{"_id","_index","_source"}</c>.</summary>
internal static class HitJson
{
    public static void Write(Utf8JsonWriter writer, StoredEvent stored, DataStreams streams)
    {
        using var parsed = JsonDocuments.TryRead(stored.Document);
        Write(writer, stored, parsed, streams);
    }

    /// <summary>As the other, for an event whose document was read already; null where it could not be.</summary>
    public static void Write(Utf8JsonWriter writer, StoredEvent stored, JsonTape? parsed, DataStreams streams)
    {
        writer.WriteStartObject();
        writer.WriteString("_id"u8, stored.Id);
        writer.WriteString("_index"u8, streams.NameOf(stored.StreamId));
        writer.WritePropertyName("_source"u8);
        if (parsed is null)
            JsonDocuments.WriteDocument(writer, stored.Document);
        else
            parsed.Root.WriteTo(writer);
        writer.WriteEndObject();
    }
}
