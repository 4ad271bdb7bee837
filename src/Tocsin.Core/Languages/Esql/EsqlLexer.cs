using System.Text;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql;

/// <summary>Cuts an ES|QL text into tokens on demand (specification, section 2).</summary>
/// <remarks>
/// What characters mean depends on the command: after <c>FROM</c> a dash is part of a name, after <c>KEEP</c> a star is. The parser
/// knows the place and calls the method that fits; it may read a place again in another way. Problems are part of
/// the token and are reported only where the token is used.
/// </remarks>
internal sealed class EsqlLexer(SourceText source)
{
    private readonly string _text = source.Text;

    /// <summary>Reads the token at or behind an offset, as in expressions.</summary>
    public EsqlToken Read(int offset)
    {
        if (!SkipBlanks(ref offset, out var unclosed))
            return Bad(unclosed, _text.Length, "a comment is not closed", "close it with `*/`");
        if (offset >= _text.Length)
            return new(EsqlTokenKind.End, new(_text.Length, 0), "");
        var first = _text[offset];
        if (IsIdentifierStart(first))
            return ReadIdentifier(offset);
        if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(At(offset + 1))))
            return ReadNumber(offset);
        return first switch
        {
            '`' => ReadQuotedIdentifier(offset),
            '"' => EsqlStrings.Read(_text, offset),
            '?' => ReadParameter(offset),
            _ => ReadOperator(offset),
        };
    }

    /// <summary>Reads a name pattern, as after <c>KEEP</c> and <c>DROP</c> (2.7): one part, without dots.</summary>
    public EsqlToken ReadNamePattern(int offset)
    {
        if (!SkipBlanks(ref offset, out _) || offset >= _text.Length)
            return Read(offset);
        var start = offset;
        while (offset < _text.Length)
        {
            var c = _text[offset];
            if (IsIdentifierPart(c) || c is '*' or '@')
            {
                offset++;
            }
            else if (c == '`')
            {
                var quoted = ReadQuotedIdentifier(offset);
                if (quoted.Kind == EsqlTokenKind.Bad)
                    return quoted;
                offset = quoted.Span.End;
            }
            else
            {
                break;
            }
        }

        return offset == start
            ? Read(offset)
            : new(EsqlTokenKind.NamePattern, TextSpan.FromBounds(start, offset), _text[start..offset]);
    }

    /// <summary>Reads an unquoted source, or a string or punctuation, as after <c>FROM</c> (2.17).</summary>
    public EsqlToken ReadSource(int offset)
    {
        if (!SkipBlanks(ref offset, out _) || offset >= _text.Length)
            return Read(offset);
        var start = offset;
        while (offset < _text.Length && IsSourcePart(offset))
            offset++;
        return offset == start
            ? Read(offset)
            : new(EsqlTokenKind.SourcePattern, TextSpan.FromBounds(start, offset), _text[start..offset]);
    }

    private bool IsSourcePart(int offset)
    {
        var c = _text[offset];
        // A slash belongs to date maths (`<logs-{now/d}>`) but not where it starts a comment.
        if (c == '/')
            return At(offset + 1) is not ('/' or '*');
        return !char.IsWhiteSpace(c) && c is not (':' or '"' or '=' or '|' or ',' or '[' or ']' or '(' or ')');
    }

    private bool SkipBlanks(ref int offset, out int unclosedComment)
    {
        unclosedComment = offset;
        while (offset < _text.Length)
        {
            var c = _text[offset];
            if (c is ' ' or '\t' or '\r' or '\n')
            {
                offset++;
            }
            else if (c == '/' && At(offset + 1) == '/')
            {
                while (offset < _text.Length && _text[offset] is not ('\n' or '\r'))
                    offset++;
            }
            else if (c == '/' && At(offset + 1) == '*')
            {
                var end = _text.IndexOf("*/", offset + 2, StringComparison.Ordinal);
                unclosedComment = offset;
                if (end < 0)
                    return false;
                offset = end + 2;
            }
            else
            {
                break;
            }
        }

        return true;
    }

    private EsqlToken ReadIdentifier(int start)
    {
        var end = start + 1;
        while (IsIdentifierPart(At(end)))
            end++;
        // A lone `_` or `@` is no identifier (2.4).
        if (end == start + 1 && _text[start] is '_' or '@')
            return Bad(start, end, $"`{_text[start]}` alone is no name", "quote it with backticks");
        return new(EsqlTokenKind.Identifier, TextSpan.FromBounds(start, end), _text[start..end]);
    }

    private EsqlToken ReadQuotedIdentifier(int start)
    {
        var name = new StringBuilder();
        for (var i = start + 1; i < _text.Length; i++)
        {
            if (_text[i] != '`')
            {
                name.Append(_text[i]);
                continue;
            }

            if (At(i + 1) != '`')
                return name.Length == 0
                    ? Bad(start, i + 1, "a quoted name is empty", null)
                    : new(EsqlTokenKind.QuotedIdentifier, TextSpan.FromBounds(start, i + 1), name.ToString());
            name.Append('`');
            i++;
        }

        return Bad(start, _text.Length, "a quoted name is not closed", "close it with a backtick");
    }

    private EsqlToken ReadNumber(int start)
    {
        var end = start;
        while (char.IsAsciiDigit(At(end)))
            end++;
        var isDecimal = false;
        if (At(end) == '.' && !IsIdentifierStart(At(end + 1)))
        {
            isDecimal = true;
            end++;
            while (char.IsAsciiDigit(At(end)))
                end++;
        }

        if (At(end) is 'e' or 'E')
        {
            var digits = At(end + 1) is '+' or '-' ? end + 2 : end + 1;
            if (char.IsAsciiDigit(At(digits)))
            {
                isDecimal = true;
                end = digits;
                while (char.IsAsciiDigit(At(end)))
                    end++;
            }
        }

        var kind = isDecimal ? EsqlTokenKind.Decimal : EsqlTokenKind.Integer;
        return new(kind, TextSpan.FromBounds(start, end), _text[start..end]);
    }

    private EsqlToken ReadParameter(int start)
    {
        var end = start + 1;
        if (At(end) == '?')
            end++;
        while (IsIdentifierPart(At(end)))
            end++;
        return new(EsqlTokenKind.Parameter, TextSpan.FromBounds(start, end), _text[start..end]);
    }

    private EsqlToken ReadOperator(int start)
    {
        var (kind, length) = (_text[start], At(start + 1)) switch
        {
            (':', ':') => (EsqlTokenKind.Cast, 2),
            ('=', '=') => (EsqlTokenKind.Equal, 2),
            ('!', '=') => (EsqlTokenKind.NotEqual, 2),
            ('<', '=') => (EsqlTokenKind.LessOrEqual, 2),
            ('>', '=') => (EsqlTokenKind.GreaterOrEqual, 2),
            ('=', '~') => (EsqlTokenKind.Bad, 2),
            ('<', '>') => (EsqlTokenKind.Bad, 2),
            ('|', _) => (EsqlTokenKind.Pipe, 1),
            (',', _) => (EsqlTokenKind.Comma, 1),
            ('.', _) => (EsqlTokenKind.Dot, 1),
            ('(', _) => (EsqlTokenKind.OpenParenthesis, 1),
            (')', _) => (EsqlTokenKind.CloseParenthesis, 1),
            ('[', _) => (EsqlTokenKind.OpenBracket, 1),
            (']', _) => (EsqlTokenKind.CloseBracket, 1),
            ('{', _) => (EsqlTokenKind.OpenBrace, 1),
            ('}', _) => (EsqlTokenKind.CloseBrace, 1),
            (':', _) => (EsqlTokenKind.Colon, 1),
            ('=', _) => (EsqlTokenKind.Assign, 1),
            ('<', _) => (EsqlTokenKind.Less, 1),
            ('>', _) => (EsqlTokenKind.Greater, 1),
            ('+', _) => (EsqlTokenKind.Plus, 1),
            ('-', _) => (EsqlTokenKind.Minus, 1),
            ('*', _) => (EsqlTokenKind.Star, 1),
            ('/', _) => (EsqlTokenKind.Slash, 1),
            ('%', _) => (EsqlTokenKind.Percent, 1),
            _ => (EsqlTokenKind.Bad, char.IsHighSurrogate(_text[start]) && start + 1 < _text.Length ? 2 : 1),
        };
        var text = _text.Substring(start, length);
        if (kind != EsqlTokenKind.Bad)
            return new(kind, new(start, length), text);
        return text switch
        {
            "=~" => Bad(start, start + length, "`=~` is reserved and cannot be used", "use `==` over TO_LOWER(…)"),
            "<>" => Bad(start, start + length, "`<>` is no operator", "use `!=`"),
            "'" => Bad(start, start + length, "`'` begins no string", "strings stand in double quotes"),
            _ => Bad(start, start + length, $"unexpected character `{text}`", "quote names with backticks"),
        };
    }

    private static EsqlToken Bad(int start, int end, string message, string? help)
    {
        var span = TextSpan.FromBounds(start, end);
        return new(EsqlTokenKind.Bad, span, "", new(message, span, help));
    }

    private char At(int offset) => offset < _text.Length ? _text[offset] : '\0';

    private static bool IsIdentifierStart(char c) => char.IsAsciiLetter(c) || c is '_' or '@';

    private static bool IsIdentifierPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
