using System.Buffers;
using System.Text.Json;

namespace Tocsin.Cli.Completion;

/// <summary>The bodies of the chat completions protocol.</summary>
internal static class ChatCompletionJson
{
    /// <summary>A request: one message of the user, and no stream.</summary>
    public static byte[] WriteRequest(string prompt, string model)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("model", model);
            writer.WriteStartArray("messages");
            writer.WriteStartObject();
            writer.WriteString("role", "user");
            writer.WriteString("content", prompt);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteBoolean("stream", false);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The text of an answer; null where it has none.</summary>
    public static string? ReadAnswer(byte[] body) =>
        Read(
            body,
            static root =>
                Member(root, "choices") is { ValueKind: JsonValueKind.Array } choices
                && choices.GetArrayLength() > 0
                && Member(choices[0], "message") is { } message
                    ? Text(Member(message, "content"))
                    : null
        );

    /// <summary>What an endpoint says went wrong; null where it does not.</summary>
    public static string? ReadError(byte[] body) =>
        Read(
            body,
            static root =>
                Member(root, "error") is not { } error
                    ? Text(Member(root, "message"))
                    : Text(error) ?? Text(Member(error, "message"))
        );

    private static string? Read(byte[] body, Func<JsonElement, string?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // No JSON, or a text with halves of surrogate pairs.
            return null;
        }
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
