using System.Buffers;
using System.Text.Json;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Alerts;

/// <summary>Gives alert documents as the records of an input, so that rules over alerts read them like any events.</summary>
internal static class AlertRecords
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>The documents as search hits under <see cref="AlertIndex.Name"/>, some to a chunk; chunks want to be returned.</summary>
    /// <param name="alerts">Each alert's id and document; a document need only live until the next.</param>
    /// <param name="readAgain">Gives an alert's document again, by its number, so that nobody needs to keep it; or null.</param>
    public static IEnumerable<RecordChunk> ToChunks(
        IEnumerable<(string Id, ReadOnlyMemory<byte> Document)> alerts,
        Func<int, byte[]>? readAgain = null
    )
    {
        var file = new InputFile("alerts", int.MaxValue >> 8, AlertIndex.Name);
        var ordinal = 0;
        var first = 0;
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
            yield return ToChunk(file, ordinal++, stream, records, From(readAgain, first));
            first += records.Count;
            position += stream.Length;
            stream.SetLength(0);
            records = [];
        }

        if (records.Count > 0)
            yield return ToChunk(file, ordinal, stream, records, From(readAgain, first));
    }

    private static AlertSource? From(Func<int, byte[]>? readAgain, int first) =>
        readAgain is null ? null : new(readAgain, first);

    private static RecordChunk ToChunk(
        InputFile file,
        int ordinal,
        MemoryStream stream,
        List<RecordSlice> records,
        IRecordSource? source
    )
    {
        var written = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(written.Length);
        written.CopyTo(buffer);
        return new()
        {
            File = file,
            Ordinal = ordinal,
            Buffer = buffer,
            Records = records,
            Source = source,
            Returned = static chunk => ArrayPool<byte>.Shared.Return(chunk.Buffer),
        };
    }

    /// <summary>Gives the alerts of a chunk again; a place is an alert's number.</summary>
    private sealed class AlertSource(Func<int, byte[]> read, int first) : IRecordSource
    {
        public bool GivesDocuments => true;

        public RecordPlace PlaceOf(RecordChunk chunk, int record, int start, int end) =>
            new(this, first + record, 0, 0);

        public byte[] Read(in RecordPlace place) => read((int)place.Position);
    }

    private static void Write(MemoryStream stream, string id, ReadOnlyMemory<byte> document)
    {
        using var writer = new Utf8JsonWriter(stream, JsonDocuments.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("_index", AlertIndex.Name);
        writer.WriteString("_id", id);
        writer.WritePropertyName("_source");
        writer.WriteRawValue(document.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }
}
