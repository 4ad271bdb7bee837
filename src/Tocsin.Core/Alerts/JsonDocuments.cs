using System.Runtime.InteropServices;
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

    /// <summary>How documents are written: no line breaks, text readable.</summary>
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonDocumentOptions ReaderOptions = new()
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

    /// <summary>Writes a stored document as the next value: itself, or where it cannot be read its text.</summary>
    public static void WriteDocument(Utf8JsonWriter writer, byte[] document)
    {
        using var parsed = TryParse(document);
        if (parsed is null)
            writer.WriteStringValue(Encoding.UTF8.GetString(document));
        else
            WriteValue(writer, parsed.RootElement);
    }

    /// <summary>Copies a value; numbers keep their digits.</summary>
    public static void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    WriteValue(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when JsonMarshal.GetRawUtf8Value(value).Contains((byte)'\\'):
                writer.WriteStringValue(value.GetString());
                break;
            case JsonValueKind.Undefined:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                break;
        }
    }

    private static byte[] Valid(byte[] document) => Utf8.IsValid(document) ? document : JsonText.Repair(document);
}
