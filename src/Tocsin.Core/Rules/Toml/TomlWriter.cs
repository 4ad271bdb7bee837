using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tocsin.Core.Rules.Toml;

/// <summary>Writes JSON objects as TOML 1.0: values first, then the tables, each under its header.</summary>
/// <remarks>Nulls are left out, for TOML has none. Lists of objects become arrays of tables.</remarks>
internal sealed class TomlWriter
{
    private const int LineWidthMax = 100;

    private readonly StringBuilder _text = new();

    /// <summary>The text of a file.</summary>
    public static string Write(JsonObject file)
    {
        var writer = new TomlWriter();
        writer.WriteTable(file, "");
        return writer._text.ToString();
    }

    private void WriteTable(JsonObject table, string path)
    {
        foreach (var (key, value) in table)
        {
            if (value is null or JsonObject || IsTables(value))
                continue;
            _text.Append(Key(key)).Append(" = ");
            WriteValue(value, isTop: true);
            _text.Append('\n');
        }

        foreach (var (key, value) in table)
        {
            var name = path.Length == 0 ? Key(key) : $"{path}.{Key(key)}";
            if (value is JsonObject inner)
            {
                WriteHeader(inner, $"[{name}]");
                WriteTable(inner, name);
            }
            else if (value is JsonArray array && IsTables(array))
            {
                foreach (var item in array)
                {
                    WriteHeader(null, $"[[{name}]]");
                    WriteTable((JsonObject)item!, name);
                }
            }
        }
    }

    /// <summary>The header of a table; one that holds only tables needs none.</summary>
    private void WriteHeader(JsonObject? table, string header)
    {
        if (table is { Count: > 0 } && table.All(p => p.Value is JsonObject || IsTables(p.Value)))
            return;
        if (_text.Length > 0)
            _text.Append('\n');
        _text.Append(header).Append('\n');
    }

    private static bool IsTables(JsonNode? node) =>
        node is JsonArray { Count: > 0 } array && array.All(i => i is JsonObject);

    private void WriteValue(JsonNode value, bool isTop)
    {
        switch (value)
        {
            case JsonObject table:
                WriteInline(table);
                break;
            case JsonArray array:
                WriteArray(array, isTop);
                break;
            default:
                WriteScalar(value, isTop);
                break;
        }
    }

    private void WriteInline(JsonObject table)
    {
        var separator = "{ ";
        foreach (var (key, value) in table)
        {
            if (value is null)
                continue;
            _text.Append(separator).Append(Key(key)).Append(" = ");
            WriteValue(value, isTop: false);
            separator = ", ";
        }

        _text.Append(separator == ", " ? " }" : "{}");
    }

    private void WriteArray(JsonArray array, bool isTop)
    {
        var start = _text.Length;
        _text.Append('[');
        var separator = "";
        foreach (var item in array)
        {
            if (item is null)
                continue;
            _text.Append(separator);
            WriteValue(item, isTop: false);
            separator = ", ";
        }

        _text.Append(']');
        if (!isTop || _text.Length - start <= LineWidthMax)
            return;

        // Too long for one line: an item a line.
        _text.Length = start;
        _text.Append("[\n");
        foreach (var item in array)
        {
            if (item is null)
                continue;
            _text.Append("    ");
            WriteValue(item, isTop: false);
            _text.Append(",\n");
        }

        _text.Append(']');
    }

    private void WriteScalar(JsonNode value, bool isTop)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                TomlText.Append(_text, value.GetValue<string>(), mayBreak: isTop);
                break;
            case JsonValueKind.Number:
                WriteNumber(value.ToJsonString());
                break;
            default:
                _text.Append(value.ToJsonString());
                break;
        }
    }

    private void WriteNumber(string text)
    {
        _text.Append(text);
        var isInteger = text.AsSpan().IndexOfAny(".eE") < 0;
        if (isInteger && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            _text.Append(".0");
    }

    private static string Key(string key)
    {
        var isBare = key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        if (isBare)
            return key;
        var text = new StringBuilder();
        TomlText.Append(text, key, mayBreak: false);
        return text.ToString();
    }
}
