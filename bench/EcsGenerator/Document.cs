using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tocsin.Bench.EcsGenerator;

/// <summary>Writes documents, one a line.</summary>
internal sealed class Document(Stream output) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly Utf8JsonWriter _json = new(
        Stream.Null,
        new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
    );

    /// <summary>Begins a document.</summary>
    /// <param name="dataset">Its data set.</param>
    /// <param name="millis">Its time, milliseconds since 1970.</param>
    public Document Begin(string dataset, long millis)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        Text("@timestamp", Instant(millis));
        Open("data_stream").Text("type", "logs").Text("dataset", dataset).Text("namespace", "default").Close();
        return Open("ecs").Text("version", "8.11.0").Close();
    }

    /// <summary>Ends a document.</summary>
    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        output.Write(_buffer.WrittenSpan);
        output.WriteByte((byte)'\n');
    }

    public Document Open(string name)
    {
        _json.WriteStartObject(name);
        return this;
    }

    public Document Close()
    {
        _json.WriteEndObject();
        return this;
    }

    public Document Text(string name, string value)
    {
        _json.WriteString(name, value);
        return this;
    }

    public Document Number(string name, long value)
    {
        _json.WriteNumber(name, value);
        return this;
    }

    public Document Flag(string name, bool value)
    {
        _json.WriteBoolean(name, value);
        return this;
    }

    public Document List(string name, params ReadOnlySpan<string> values)
    {
        _json.WriteStartArray(name);
        foreach (var value in values)
            _json.WriteStringValue(value);
        _json.WriteEndArray();
        return this;
    }

    /// <summary>The fields of <c>event</c>.</summary>
    public Document Event(string dataset, string category, string type, string action, string outcome, string id)
    {
        Open("event").Text("kind", "event").Text("dataset", dataset).Text("module", dataset[..dataset.IndexOf('.')]);
        List("category", category).List("type", type).Text("action", action).Text("outcome", outcome);
        return Text("id", id).Close();
    }

    public void Dispose() => _json.Dispose();

    /// <summary>An instant as text.</summary>
    public static string Instant(long millis) =>
        DateTimeOffset
            .FromUnixTimeMilliseconds(millis)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
