using System.Globalization;
using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Languages.Kql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Kql;

/// <summary>Reads the characters of a query: white space, operator words and literals.</summary>
/// <remarks>
/// There are no tokens: what a word is depends on where it stands, so the parser asks for what fits there (KQL specification,
/// section 2).
/// </remarks>
internal sealed class KqlScanner(SourceText source, DiagnosticBag diagnostics)
{
    private const string Special = "\\():<>\"*{}";
    private readonly string _text = source.Text;

    /// <summary>The offset of the next character.</summary>
    public int Position { get; set; }

    public bool AtEnd => Position >= _text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    public char Current => AtEnd ? '\0' : _text[Position];

    public SourceText Source => source;

    /// <summary>White space as the grammar has it; other Unicode spaces are ordinary characters.</summary>
    public static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n' or '\u00A0';

    public void SkipSpace()
    {
        while (!AtEnd && IsSpace(_text[Position]))
            Position++;
    }

    /// <summary>Reads a character if it is next.</summary>
    public bool TryRead(char expected)
    {
        if (AtEnd || _text[Position] != expected)
            return false;
        Position++;
        return true;
    }

    /// <summary>Reads <c>and</c> or <c>or</c> with the white space on both sides; without it they are no operators.</summary>
    public bool TryReadOperator(string word)
    {
        var position = Position;
        while (position < _text.Length && IsSpace(_text[position]))
            position++;
        if (position == Position || !IsWordAt(position, word))
            return false;
        Position = position + word.Length;
        SkipSpace();
        return true;
    }

    /// <summary>Reads <c>not</c> and the white space behind it.</summary>
    public bool TryReadNot()
    {
        if (!IsWordAt(Position, "not"))
            return false;
        Position += 3;
        SkipSpace();
        return true;
    }

    /// <summary>Whether <c>not</c> and white space are next.</summary>
    public bool AtNot => IsWordAt(Position, "not");

    /// <summary>Whether an operator begins here: <c>and</c>, <c>or</c> between white space, or <c>not</c> before it.</summary>
    public bool AtKeyword =>
        !AtEnd
        && (
            IsWordAt(Position, "not")
            || (IsSpace(_text[Position]) && (IsWordAt(Position + 1, "or") || IsWordAt(Position + 1, "and")))
        );

    /// <summary>Reads a comparison of a range if one is next.</summary>
    public KqlRangeOperator? TryReadRangeOperator()
    {
        if (Current is not ('<' or '>'))
            return null;
        var isLess = _text[Position++] == '<';
        if (TryRead('='))
            return isLess ? KqlRangeOperator.LessOrEqual : KqlRangeOperator.GreaterOrEqual;
        return isLess ? KqlRangeOperator.Less : KqlRangeOperator.Greater;
    }

    /// <summary>Reads a name or value. Null if none begins here; an error inside one is reported, and the literal broken off.</summary>
    /// <param name="isBroken">Whether an error was reported.</param>
    public KqlLiteral? ReadLiteral(out bool isBroken)
    {
        isBroken = false;
        return Current == '"' ? ReadQuoted(out isBroken) : ReadUnquoted(out isBroken);
    }

    private KqlLiteral? ReadQuoted(out bool isBroken)
    {
        var start = Position++;
        var text = new StringBuilder();
        while (!AtEnd && _text[Position] != '"')
        {
            var c = _text[Position];
            if (c == '\\' && (TryReadControl(text) || TryReadUnicode(text) || TryReadEscaped("\\\"", text)))
                continue;
            text.Append(c);
            Position++;
        }

        isBroken = !TryRead('"');
        var span = TextSpan.FromBounds(start, Position);
        if (!isBroken)
            return new KqlLiteral([text.ToString()], IsQuoted: true, span);
        diagnostics.Add(
            new(
                KqlDiagnostics.NeverClosed,
                source,
                span,
                ["the quote"],
                "opened here",
                "a quote inside the value is written `\\\"`"
            )
        );
        return null;
    }

    private KqlLiteral? ReadUnquoted(out bool isBroken)
    {
        isBroken = false;
        var start = Position;
        var text = new StringBuilder();
        List<string>? pieces = null;
        while (!AtEnd && !AtKeyword)
        {
            var c = _text[Position];
            if (c == '*')
            {
                (pieces ??= []).Add(text.ToString());
                text.Clear();
                Position++;
            }
            else if (c == '\\')
            {
                if (TryReadControl(text) || TryReadEscaped(Special, text) || TryReadUnicode(text))
                    continue;
                if (!TryReadWord(text))
                {
                    isBroken = true;
                    ReportBadEscape();
                    return null;
                }
            }
            else if (Special.Contains(c, StringComparison.Ordinal))
            {
                break;
            }
            else
            {
                text.Append(c);
                Position++;
            }
        }

        if (Position == start)
            return null;
        var end = Position;
        while (end > start && IsSpace(_text[end - 1]))
            end--;
        var span = TextSpan.FromBounds(start, end);
        if (pieces is null)
            return new KqlLiteral([Trim(text.ToString(), span)], IsQuoted: false, span);
        pieces[0] = pieces[0].TrimStart();
        pieces.Add(text.ToString().TrimEnd());
        return new KqlLiteral(pieces, IsQuoted: false, span);
    }

    /// <summary>Takes outer white space off; says so where that swallowed the line feed of <c>\not</c> (K9).</summary>
    private string Trim(string text, TextSpan span)
    {
        var trimmed = text.Trim();
        if (
            trimmed.Equals("ot", StringComparison.OrdinalIgnoreCase)
            && source.Slice(span).Equals("\\not", StringComparison.OrdinalIgnoreCase)
        )
            diagnostics.Add(
                new(
                    KqlDiagnostics.EscapedNot,
                    source,
                    span,
                    [trimmed],
                    Help: "write `\"not\"` to look for the word `not`"
                )
            );
        return trimmed;
    }

    private bool TryReadControl(StringBuilder text)
    {
        var c = Position + 1 < _text.Length ? _text[Position + 1] : '\0';
        if (c is not ('t' or 'r' or 'n'))
            return false;
        text.Append(
            c switch
            {
                't' => '\t',
                'r' => '\r',
                _ => '\n',
            }
        );
        Position += 2;
        return true;
    }

    private bool TryReadEscaped(string allowed, StringBuilder text)
    {
        if (Position + 1 >= _text.Length || !allowed.Contains(_text[Position + 1], StringComparison.Ordinal))
            return false;
        text.Append(_text[Position + 1]);
        Position += 2;
        return true;
    }

    private bool TryReadUnicode(StringBuilder text)
    {
        if (
            Position + 6 > _text.Length
            || _text[Position + 1] != 'u'
            || !_text.AsSpan(Position + 2, 4).ContainsOnlyHex()
        )
            return false;
        text.Append(
            (char)
                ushort.Parse(
                    _text.AsSpan(Position + 2, 4),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture
                )
        );
        Position += 6;
        return true;
    }

    /// <summary>Reads an escaped <c>or</c> or <c>and</c>; <c>\not</c> was read as a line feed before (K9).</summary>
    private bool TryReadWord(StringBuilder text)
    {
        foreach (var word in (ReadOnlySpan<string>)["or", "and"])
        {
            if (string.Compare(_text, Position + 1, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0)
                continue;
            text.Append(_text, Position + 1, word.Length);
            Position += 1 + word.Length;
            return true;
        }

        return false;
    }

    private void ReportBadEscape()
    {
        var length = Math.Min(2, _text.Length - Position);
        if (length == 2 && char.IsHighSurrogate(_text[Position + 1]) && Position + 2 < _text.Length)
            length = 3;
        var span = new TextSpan(Position, length);
        diagnostics.Add(
            new(
                KqlDiagnostics.BadEscape,
                source,
                span,
                [source.Slice(span)],
                "a backslash may stand before `\\ ( ) : < > \" * { }` and in `\\t`, `\\r`, `\\n`, `\\u0000`, `\\and`, `\\or`",
                "write `\\\\` for a backslash, or put the value in quotes"
            )
        );
        Position += length;
    }

    /// <summary>Whether a word, in any case, and white space behind it stand at an offset.</summary>
    private bool IsWordAt(int position, string word) =>
        position + word.Length < _text.Length
        && IsSpace(_text[position + word.Length])
        && string.Compare(_text, position, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;
}

/// <summary>A question about characters that only escapes ask.</summary>
file static class HexCharacters
{
    public static bool ContainsOnlyHex(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }

        return true;
    }
}
