using System.Text.Json;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Sources.Formats;

/// <summary>A format whose fields are computed from several places of a record: the document is made first, and its fields are read from that.</summary>
internal abstract class TranscodedFormat : SourceFormat
{
    public sealed override bool IsMapped => true;

    public sealed override bool IsTranscoded => true;

    public sealed override FieldOrigin? OriginOf(string field) => null;

    public sealed override byte[] ToDocument(ReadOnlySpan<byte> record, Envelope? envelope)
    {
        using var parsed = DocumentJson.Parse(record);
        using var document = new DocumentBuilder();
        Write(document, parsed.RootElement);
        document.SetMissing(envelope);
        return document.ToArray();
    }

    /// <summary>Writes the fields of a record, which may lack anything but what it was recognised by.</summary>
    protected abstract void Write(DocumentBuilder document, JsonElement record);

    /// <summary>Says to which data stream the document belongs (data-sources 2.3).</summary>
    protected static void WriteStream(DocumentBuilder document, string dataset)
    {
        document.Set("data_stream.type", "logs");
        document.Set("data_stream.dataset", dataset);
        document.Set("data_stream.namespace", "default");
        document.Set("event.dataset", dataset);
    }
}
