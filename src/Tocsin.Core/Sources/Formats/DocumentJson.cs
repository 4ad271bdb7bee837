using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Parses records to make documents of them, as leniently as the reader walks them.</summary>
internal static class DocumentJson
{
    /// <summary>Text stays as it is rather than being escaped for web pages.</summary>
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = Depth,
        SkipValidation = true,
    };

    private const int Depth = JsonScan.DepthMax + 20;

    private static readonly JsonReaderOptions TapeOptions = new() { AllowTrailingCommas = true, MaxDepth = Depth };

    private static readonly JsonDocumentOptions ParseOptions = new() { AllowTrailingCommas = true, MaxDepth = Depth };

    /// <summary>Parses a record. What the reader let pass and a strict parser does not becomes a document that holds it as text.</summary>
    public static JsonDocument Parse(ReadOnlySpan<byte> record)
    {
        try
        {
            return JsonDocument.Parse(JsonText.PairSurrogates(record.ToArray()), ParseOptions);
        }
        catch (JsonException)
        {
            return JsonDocument.Parse(AsText(record), ParseOptions);
        }
    }

    /// <summary>As <see cref="Parse"/>, into a tape.</summary>
    public static JsonTape ParseTape(ReadOnlySpan<byte> record) =>
        JsonTape.TryParse(record, TapeOptions, repairs: false)
        ?? JsonTape.TryParse(AsText(record), TapeOptions, repairs: false)!;

    /// <summary>Whether a text is one JSON object that a strict parser takes.</summary>
    public static bool IsStrict(ReadOnlySpan<byte> record)
    {
        try
        {
            var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = Depth });
            while (reader.Read())
            {
                // Only whether it can be read to its end counts.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A document that shows a record which no strict parser takes.</summary>
    public static byte[] AsText(ReadOnlySpan<byte> record)
    {
        var output = new ArrayBufferWriter<byte>(record.Length + 64);
        using (var writer = new Utf8JsonWriter(output, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("event");
            writer.WriteString("original", Encoding.UTF8.GetString(record));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
