using System.Text;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql;

/// <summary>Reads string literals: <c>"…"</c> with escapes and <c>"""…"""</c> without (specification 2.8, 2.9).</summary>
internal static class EsqlStrings
{
    /// <summary>Reads the literal that begins at an offset, which holds a double quote.</summary>
    public static EsqlToken Read(string text, int start)
    {
        var value = new StringBuilder();
        var end = Decode(text, start, value, null, out var problem);
        if (problem is not null)
            return new(EsqlTokenKind.Bad, TextSpan.FromBounds(start, end), "", problem);
        return new(EsqlTokenKind.String, TextSpan.FromBounds(start, end), value.ToString());
    }

    /// <summary>The text of a literal as a source of its own, whose positions are those of the query around it.</summary>
    /// <param name="query">The query.</param>
    /// <param name="literal">Where the literal stands; it is well-formed.</param>
    public static SourceText Embed(SourceText query, TextSpan literal)
    {
        var value = new StringBuilder();
        var offsets = new List<int>();
        var end = Decode(query.Text, literal.Start, value, offsets, out _);
        offsets.Add(Math.Max(literal.Start, end - 1));
        return SourceText.Embedded(query, value.ToString(), [.. offsets]);
    }

    private static int Decode(
        string text,
        int start,
        StringBuilder value,
        List<int>? offsets,
        out EsqlLexerProblem? problem
    ) =>
        string.CompareOrdinal(text, start, "\"\"\"", 0, 3) == 0
            ? DecodeRaw(text, start, value, offsets, out problem)
            : DecodeEscaped(text, start, value, offsets, out problem);

    private static int DecodeRaw(
        string text,
        int start,
        StringBuilder value,
        List<int>? offsets,
        out EsqlLexerProblem? problem
    )
    {
        problem = null;
        var end = text.IndexOf("\"\"\"", start + 3, StringComparison.Ordinal);
        var lineEnd = text.AsSpan(start).IndexOfAny('\r', '\n');
        if (end < 0 || (lineEnd >= 0 && start + lineEnd < end))
        {
            var stop = lineEnd >= 0 ? start + lineEnd : text.Length;
            problem = new(
                "a string is not closed on its line",
                TextSpan.FromBounds(start, stop),
                "close it with three double quotes"
            );
            return stop;
        }

        // One or two quotes directly behind the end belong to the text.
        for (var extra = 0; extra < 2 && end + 3 < text.Length && text[end + 3] == '"'; extra++)
            end++;
        for (var i = start + 3; i < end; i++)
        {
            value.Append(text[i]);
            offsets?.Add(i);
        }

        return end + 3;
    }

    private static int DecodeEscaped(
        string text,
        int start,
        StringBuilder value,
        List<int>? offsets,
        out EsqlLexerProblem? problem
    )
    {
        problem = null;
        var i = start + 1;
        for (; i < text.Length && text[i] is not ('\r' or '\n'); i++)
        {
            var c = text[i];
            if (c == '"')
                return i + 1;
            offsets?.Add(i);
            if (c == '\\')
            {
                var escape = i + 1 < text.Length ? text[i + 1] : '\0';
                c = escape switch
                {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    '"' or '\\' => escape,
                    _ => '\0',
                };
                if (c == '\0' && problem is null)
                {
                    problem = new(
                        $"invalid escape sequence `\\{(char.IsControl(escape) ? "" : escape)}` in a string",
                        TextSpan.FromBounds(i, Math.Min(i + 2, text.Length)),
                        "write `\\\\` for a backslash, or the string in three double quotes"
                    );
                }

                if (escape is not ('\r' or '\n' or '\0'))
                    i++;
            }

            value.Append(c);
        }

        problem ??= new(
            "a string is not closed on its line",
            TextSpan.FromBounds(start, i),
            "close it with a double quote"
        );
        return i;
    }
}
