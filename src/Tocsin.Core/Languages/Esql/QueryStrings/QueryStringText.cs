using System.Globalization;
using System.Text;

namespace Tocsin.Core.Languages.Esql.QueryStrings;

/// <summary>Escapes of query strings: a backslash takes the meaning from the next character; <c>\u0041</c> is a character by its number.</summary>
internal static class QueryStringText
{
    /// <summary>A text without its escapes.</summary>
    public static string Unescape(string raw) => Rewrite(raw, static (text, c, _) => text.Append(c));

    /// <summary>A word with wildcards in the dialect of <c>LIKE</c>, in which a backslash quotes.</summary>
    public static string ToLikePattern(string raw) =>
        Rewrite(
            raw,
            static (text, c, isEscaped) =>
            {
                if (isEscaped && c is ('*' or '?' or '\\'))
                    text.Append('\\');
                text.Append(c);
            }
        );

    private static string Rewrite(string raw, Action<StringBuilder, char, bool> append)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 == raw.Length)
            {
                append(text, raw[i], false);
                continue;
            }

            i++;
            if (
                raw[i] == 'u'
                && i + 4 < raw.Length
                && ushort.TryParse(
                    raw.AsSpan(i + 1, 4),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var code
                )
            )
            {
                append(text, (char)code, true);
                i += 4;
                continue;
            }

            append(text, raw[i], true);
        }

        return text.ToString();
    }
}
