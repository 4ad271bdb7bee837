using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Alerts;

namespace Tocsin.Cli.Input;

/// <summary>Turns comma-separated values (RFC 4180, the first record names the columns) into JSON documents, one a line.</summary>
/// <remarks>A column whose values are all numbers, or all <c>true</c> and <c>false</c>, becomes that in JSON too; an empty field is no value.</remarks>
internal static class CsvDocuments
{
    /// <summary>The documents.</summary>
    public static string ToNdjson(string text, string path)
    {
        var records = Parse(text, path);
        if (records.Count == 0)
            throw new CallException($"--lookup: {path}: there is no line of column names");
        var names = records[0];
        records.RemoveAt(0);
        var isRaw = new bool[names.Count];
        for (var i = 0; i < names.Count; i++)
        {
            var values = records.Where(r => i < r.Count && r[i].Length > 0).Select(r => r[i]).ToList();
            isRaw[i] =
                values.Count > 0 && (values.TrueForAll(IsNumber) || values.TrueForAll(v => v is "true" or "false"));
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonDocuments.WriterOptions);
        foreach (var record in records)
        {
            writer.WriteStartObject();
            for (var i = 0; i < Math.Min(names.Count, record.Count); i++)
            {
                if (record[i].Length == 0)
                    continue;
                writer.WritePropertyName(names[i]);
                if (isRaw[i])
                    writer.WriteRawValue(record[i], skipInputValidation: true);
                else
                    writer.WriteStringValue(record[i]);
            }

            writer.WriteEndObject();
            writer.Flush();
            buffer.Write("\n"u8);
            writer.Reset();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static bool IsNumber(string text) =>
        double.TryParse(
            text,
            NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture,
            out var number
        )
        && double.IsFinite(number)
        && (char.IsAsciiDigit(text[0]) || text[0] == '-')
        && char.IsAsciiDigit(text[^1])
        && !(text.TrimStart('-') is ['0', not '.', ..]);

    private static List<List<string>> Parse(string text, string path)
    {
        var records = new List<List<string>>();
        var record = new List<string>();
        var field = new StringBuilder();
        var position = text.StartsWith('\uFEFF') ? 1 : 0;
        while (position < text.Length)
        {
            if (text[position] == '"' && field.Length == 0)
                position = ReadQuoted(text, position + 1, field, path);
            var end = text.AsSpan(position).IndexOfAny(',', '\r', '\n');
            end = end < 0 ? text.Length : position + end;
            field.Append(text, position, end - position);
            record.Add(field.ToString());
            field.Clear();
            position = end + 1;
            if (end < text.Length && text[end] == ',' && position < text.Length)
                continue;
            if (end < text.Length && text[end] == ',')
                record.Add("");
            if (end < text.Length && text[end] == '\r' && position < text.Length && text[position] == '\n')
                position++;
            if (record.Count > 1 || record[0].Length > 0)
                records.Add(record);
            record = [];
        }

        return records;
    }

    private static int ReadQuoted(string text, int position, StringBuilder field, string path)
    {
        while (true)
        {
            var quote = text.IndexOf('"', position);
            if (quote < 0)
                throw new CallException($"--lookup: {path}: a quoted field does not end");
            field.Append(text, position, quote - position);
            position = quote + 1;
            if (position >= text.Length || text[position] != '"')
                return position;
            field.Append('"');
            position++;
        }
    }
}
