using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Core.Values;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Intake;

namespace Tocsin.Serve.Api;

/// <summary>Writes the API's answers.</summary>
internal static class ApiAnswer
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
        SkipValidation = true,
    };

    /// <summary>Answers with what is written.</summary>
    public static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write, int status = 200)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            write(writer);
        return WriteAsync(context, buffer.WrittenMemory, status);
    }

    /// <summary>Answers with a small object.</summary>
    public static Task WriteAsync(HttpContext context, JsonNode body, int status = 200) =>
        WriteAsync(context, JsonForm.ToBytes(body), status);

    /// <summary>Answers with an error, or, to a client of Elasticsearch, with its shape of one.</summary>
    public static Task WriteErrorAsync(HttpContext context, int status, string message) =>
        WriteAsync(context, new JsonObject { ["error"] = message, ["status"] = status }, status);

    /// <summary>Writes a time as people and programs read it, or null.</summary>
    public static void WriteTime(this Utf8JsonWriter writer, string name, long? millis)
    {
        if (millis is { } at)
            writer.WriteString(name, Iso8601.Format(at));
        else
            writer.WriteNull(name);
    }

    /// <summary>Writes a list of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    private static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body, int status)
    {
        context.Response.Headers.CacheControl = "no-store";
        return HttpAnswer.WriteAsync(context, status, HttpAnswer.Json, body);
    }
}
