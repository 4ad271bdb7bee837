using System.Text.Json;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Alerts;

/// <summary>Gives alert documents as the records of an input, so that rules over alerts read them like any events.</summary>
/// <param name="wantsOldNames">Whether some rule uses the old names under <c>signal.rule</c>, aliases of <c>kibana.alert.rule.*</c>.</param>
internal sealed class AlertRecords(bool wantsOldNames)
{
    private const string NewPrefix = "kibana.alert.rule.";
    private const string OldPrefix = "signal.rule.";
    private const int ChunkBytes = 1 << 20;

    /// <summary>The documents as search hits under <see cref="AlertIndex.Name"/>, some to a chunk.</summary>
    /// <param name="alerts">Each alert's id and document; a document need only live until the next.</param>
    public IEnumerable<RecordChunk> ToChunks(IEnumerable<(string Id, ReadOnlyMemory<byte> Document)> alerts)
    {
        var file = new InputFile("alerts", int.MaxValue >> 8, AlertIndex.Name);
        var ordinal = 0;
        long position = 0;
        var stream = new MemoryStream();
        var records = new List<RecordSlice>();
        foreach (var (id, document) in alerts)
        {
            var start = (int)stream.Length;
            Write(stream, id, document);
            records.Add(new(start, (int)stream.Length - start, 0, position + start));
            stream.WriteByte((byte)'\n');
            if (stream.Length < ChunkBytes)
                continue;
            yield return ToChunk(file, ordinal++, stream, records);
            position += stream.Length;
            stream = new MemoryStream();
            records = [];
        }

        if (records.Count > 0)
            yield return ToChunk(file, ordinal, stream, records);
    }

    private static RecordChunk ToChunk(InputFile file, int ordinal, MemoryStream stream, List<RecordSlice> records) =>
        new()
        {
            File = file,
            Ordinal = ordinal,
            Buffer = stream.ToArray(),
            Records = records,
        };

    private void Write(MemoryStream stream, string id, ReadOnlyMemory<byte> document)
    {
        using var writer = new Utf8JsonWriter(stream, JsonDocuments.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("_index", AlertIndex.Name);
        writer.WriteString("_id", id);
        writer.WritePropertyName("_source");
        if (wantsOldNames)
            WriteWithOldNames(writer, document);
        else
            writer.WriteRawValue(document.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }

    private static void WriteWithOldNames(Utf8JsonWriter writer, ReadOnlyMemory<byte> document)
    {
        using var parsed = JsonDocuments.TryRead(document.Span)!;
        writer.WriteStartObject();
        foreach (var member in parsed.Root.EnumerateChildren())
        {
            member.WriteMember(writer);
            var name = member.Name;
            if (
                !name.StartsWith(NewPrefix, StringComparison.Ordinal)
                || name.EndsWith("parameters", StringComparison.Ordinal)
            )
                continue;
            writer.WritePropertyName(OldPrefix + name[NewPrefix.Length..]);
            member.WriteTo(writer);
        }

        // The one field of that kind that is the alert's own.
        if (parsed.Root.TryGetProperty("kibana.alert.building_block_type", out var kind))
            writer.WriteString(OldPrefix + "building_block_type", kind.GetString());
        writer.WriteEndObject();
    }
}
