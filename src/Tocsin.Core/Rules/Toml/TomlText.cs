using System.Text;

namespace Tocsin.Core.Rules.Toml;

/// <summary>Writes TOML strings in the form that needs the fewest escapes.</summary>
internal static class TomlText
{
    /// <summary>Appends a string with its quotes.</summary>
    /// <param name="target">Takes the text.</param>
    /// <param name="value">The string.</param>
    /// <param name="mayBreak">Whether a string with line breaks may stand on several lines.</param>
    public static void Append(StringBuilder target, string value, bool mayBreak)
    {
        var isMultiline = mayBreak && value.Contains('\n', StringComparison.Ordinal);
        var needsEscapes = value.AsSpan().ContainsAny('\\', '"');
        if (isMultiline && needsEscapes && CanBeLiteral(value, "'''"))
            target.Append("'''\n").Append(value).Append("'''");
        else if (isMultiline)
            AppendBasic(target.Append("\"\"\"\n"), value, isMultiline: true).Append("\"\"\"");
        else if (needsEscapes && CanBeLiteral(value, "'") && !value.Contains('\n', StringComparison.Ordinal))
            target.Append('\'').Append(value).Append('\'');
        else
            AppendBasic(target.Append('"'), value, isMultiline: false).Append('"');
    }

    /// <summary>Whether a value can stand in apostrophes: without them, and without control characters.</summary>
    private static bool CanBeLiteral(string value, string quotes)
    {
        foreach (var c in value)
        {
            if ((c < ' ' && c is not ('\n' or '\t')) || c == '\x7F')
                return false;
        }

        return !value.Contains(quotes, StringComparison.Ordinal) && !value.EndsWith('\'');
    }

    private static StringBuilder AppendBasic(StringBuilder target, string value, bool isMultiline)
    {
        foreach (var c in value)
        {
            switch (c)
            {
                case '\\':
                    target.Append("\\\\");
                    break;
                case '"':
                    // Alone it could stand in a string of several lines; three of them, or one at the end, could not.
                    target.Append("\\\"");
                    break;
                case '\n' when isMultiline:
                    target.Append('\n');
                    break;
                case '\n':
                    target.Append("\\n");
                    break;
                case '\t':
                    target.Append(isMultiline ? "\t" : "\\t");
                    break;
                case '\r':
                    target.Append("\\r");
                    break;
                case < ' ' or '\x7F':
                    target.Append("\\u").Append(((int)c).ToString("X4"));
                    break;
                default:
                    target.Append(c);
                    break;
            }
        }

        return target;
    }
}
