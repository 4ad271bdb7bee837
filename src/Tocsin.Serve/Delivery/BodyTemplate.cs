using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Tocsin.Serve.Delivery;

/// <summary>A body of the user's: JSON, in whose strings <c>{{name}}</c> stands for a value (<see cref="NoticeFields.Names"/>), and a string that is <c>{{document}}</c> for the whole document.</summary>
/// <remarks>
/// The template is parsed as JSON first and values are put into parsed strings, which are then written as JSON again: whatever an
/// event says stays within its string. Values are not looked at for names in turn.
/// </remarks>
internal static class BodyTemplate
{
    private const string Document = "{{document}}";

    /// <summary>What is wrong with a template; null where nothing is.</summary>
    public static string? FaultOf(string template)
    {
        try
        {
            using var parsed = JsonDocument.Parse(template);
            return FaultOf(parsed.RootElement);
        }
        catch (JsonException e)
        {
            return $"the template is not JSON: {e.Message}";
        }
    }

    /// <summary>The body for an alert.</summary>
    public static byte[] Fill(string template, Notice notice, Uri? linkBase)
    {
        using var parsed = JsonDocument.Parse(template);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, parsed.RootElement, notice, linkBase);
        return buffer.WrittenSpan.ToArray();
    }

    private static string? FaultOf(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return element.EnumerateObject().Select(m => FaultOf(m.Value)).FirstOrDefault(f => f is not null);
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(FaultOf).FirstOrDefault(f => f is not null);
            case JsonValueKind.String when element.GetString() is { } text && text != Document:
                string? fault = null;
                Replace(
                    text,
                    name =>
                    {
                        if (!NoticeFields.Names.Contains(name))
                            fault ??= $"the template names `{name}`, which no alert has";
                        return "";
                    }
                );
                return fault;
            default:
                return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, Notice notice, Uri? linkBase)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, notice, linkBase);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(writer, item, notice, linkBase);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when element.GetString() == Document:
                writer.WriteRawValue(notice.Alert.Document);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(
                    Replace(element.GetString()!, name => NoticeFields.Text(notice, name, linkBase))
                );
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static string Replace(string text, Func<string, string> valueOf)
    {
        var result = new StringBuilder();
        var place = 0;
        while (text.IndexOf("{{", place, StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
                break;
            result.Append(text, place, open - place).Append(valueOf(text[(open + 2)..close].Trim()));
            place = close + 2;
        }

        return result.Append(text, place, text.Length - place).ToString();
    }
}
