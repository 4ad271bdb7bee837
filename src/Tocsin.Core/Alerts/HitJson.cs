using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Alerts;

/// <summary>An event as Elasticsearch prints a hit: <c>{"_id","_index","_source"}</c>.</summary>
internal static class HitJson
{
    public static void Write(Utf8JsonWriter writer, StoredEvent stored, DataStreams streams)
    {
        writer.WriteStartObject();
        writer.WriteString("_id", stored.Id);
        writer.WriteString("_index", streams.NameOf(stored.StreamId));
        writer.WritePropertyName("_source");
        JsonDocuments.WriteDocument(writer, stored.Document);
        writer.WriteEndObject();
    }
}
