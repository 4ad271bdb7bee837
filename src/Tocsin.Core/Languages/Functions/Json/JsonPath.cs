using System.Globalization;
using System.Text;

namespace Tocsin.Core.Languages.Functions.Json;

/// <summary>A step of a <see cref="JsonPath"/>: a key, or an index from 0.</summary>
/// <param name="Key">UTF-8; null for an index.</param>
/// <param name="Index">Only without a key.</param>
internal readonly record struct JsonPathStep(byte[]? Key, int Index);

/// <summary>
/// A path into a JSON text: optional <c>$</c>, then <c>.key</c> (the first dot may be left out), <c>['key']</c>, <c>["key"]</c> and <c>[n]</c>
/// (ES|QL specification, 12.10).
/// </summary>
internal sealed class JsonPath
{
    private JsonPath(string text, JsonPathStep[] steps)
    {
        Text = text;
        Steps = steps;
    }

    /// <summary>The path as written.</summary>
    public string Text { get; }

    /// <summary>From the outside in; none for the whole text.</summary>
    public JsonPathStep[] Steps { get; }

    /// <summary>Reads a path; null with a reason where it is none.</summary>
    public static JsonPath? Parse(string text, out string? error)
    {
        var steps = new List<JsonPathStep>();
        error = null;
        var position = text.StartsWith('$') && (text.Length == 1 || text[1] is '.' or '[') ? 1 : 0;
        var mayBeKey = position == 0;
        while (position < text.Length && error is null)
        {
            if (text[position] == '[')
            {
                error = ReadBracket(text, ref position, steps);
            }
            else if (text[position] == '.' || mayBeKey)
            {
                if (text[position] == '.')
                    position++;
                var end = text.AsSpan(position).IndexOfAny('.', '[', ']');
                end = end < 0 ? text.Length : position + end;
                if (end == position || (end < text.Length && text[end] == ']'))
                    error = $"key expected at position {position + 1} of the JSON path `{text}`";
                steps.Add(new(Encoding.UTF8.GetBytes(text[position..end]), 0));
                position = end;
            }
            else
            {
                error = $"`.` or `[` expected at position {position + 1} of the JSON path `{text}`";
            }

            mayBeKey = false;
        }

        return error is null ? new(text, [.. steps]) : null;
    }

    private static string? ReadBracket(string text, ref int position, List<JsonPathStep> steps)
    {
        var start = position++;
        if (position < text.Length && text[position] is '\'' or '"')
        {
            var quote = text[position++];
            var key = new StringBuilder();
            while (position < text.Length && text[position] != quote)
            {
                if (text[position] == '\\' && position + 1 < text.Length)
                    position++;
                key.Append(text[position++]);
            }

            position++;
            steps.Add(new(Encoding.UTF8.GetBytes(key.ToString()), 0));
        }
        else
        {
            var digits = position;
            while (position < text.Length && char.IsAsciiDigit(text[position]))
                position++;
            if (!int.TryParse(text.AsSpan(digits..position), CultureInfo.InvariantCulture, out var index))
                return $"index from 0 or quoted key expected at position {digits + 1} of the JSON path `{text}`";
            steps.Add(new(null, index));
        }

        if (position >= text.Length || text[position] != ']')
            return $"`[` at position {start + 1} of the JSON path `{text}` is not closed";
        position++;
        return null;
    }
}
