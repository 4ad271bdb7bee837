using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Alerts;

/// <summary>Reads stored documents and copies them, whatever is in them, without an exception and onto one line.</summary>
internal static class JsonDocuments
{
    /// <summary>How deep a document may be nested to be read.</summary>
    public const int DepthMax = 1000;

    /// <summary>How documents are written: no line breaks, text readable. What holds a document may be as deep as the document and some more.</summary>
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = DepthMax + 24,
        SkipValidation = true,
    };

    private static readonly JsonDocumentOptions ReaderOptions = new()
    {
        MaxDepth = DepthMax,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private static readonly JsonReaderOptions TapeOptions = new()
    {
        MaxDepth = DepthMax,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The document, to be disposed; null if it is not JSON that can be read. Broken UTF-8 becomes U+FFFD.</summary>
    public static JsonDocument? TryParse(byte[] document)
    {
        try
        {
            return JsonDocument.Parse(JsonText.PairSurrogates(Valid(document)), ReaderOptions);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="TryParse"/>, into a tape.</summary>
    public static JsonTape? TryRead(ReadOnlySpan<byte> document) =>
        JsonTape.TryParse(document, TapeOptions, repairs: true);

    /// <summary>Writes a stored document as the next value: itself, or where it cannot be read its text.</summary>
    public static void WriteDocument(Utf8JsonWriter writer, byte[] document)
    {
        using var parsed = TryRead(document);
        if (parsed is null)
            writer.WriteStringValue(Encoding.UTF8.GetString(document));
        else
            parsed.Root.WriteTo(writer);
    }

    private static byte[] Valid(byte[] document) => Utf8.IsValid(document) ? document : JsonText.Repair(document);
}
