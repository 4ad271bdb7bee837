using System.Globalization;
using System.Text.Json;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Reads members of parsed records that may be missing or of another kind.</summary>
internal static class JsonAccess
{
    /// <summary>The member at the end of a path of keys; null where there is none, or a JSON null.</summary>
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element))
                return null;
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    /// <summary>The text of a string, number or boolean; null for anything else and for the empty text.</summary>
    public static string? TextAt(this JsonElement element, params ReadOnlySpan<string> keys) =>
        element.At(keys) is { } found ? AsText(found) : null;

    /// <summary>A whole number, also where it is written as text.</summary>
    public static long? LongAt(this JsonElement element, params ReadOnlySpan<string> keys) =>
        long.TryParse(element.TextAt(keys), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A boolean, also where it is written as text.</summary>
    public static bool? FlagAt(this JsonElement element, params ReadOnlySpan<string> keys) =>
        element.TextAt(keys) switch
        {
            "true" => true,
            "false" => false,
            _ => null,
        };

    /// <summary>The texts of an array's scalars, empty ones included; those of a scalar are itself.</summary>
    public static List<string> TextsAt(this JsonElement element, params ReadOnlySpan<string> keys)
    {
        if (element.At(keys) is not { } found)
            return [];
        if (found.ValueKind != JsonValueKind.Array)
            return AsText(found) is { } single ? [single] : [];
        var texts = new List<string>();
        foreach (var item in found.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String)
                texts.Add(item.GetString()!);
            else if (AsText(item) is { } text)
                texts.Add(text);
        }

        return texts;
    }

    /// <summary>The text of a scalar; null for anything else and for the empty text.</summary>
    public static string? AsText(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => element.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => element.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
}
