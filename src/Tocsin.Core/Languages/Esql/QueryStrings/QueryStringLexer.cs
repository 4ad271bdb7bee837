using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql.QueryStrings;

/// <summary>Cuts a query string into tokens, as Lucene's classic query parser does.</summary>
/// <param name="text">The query string.</param>
/// <param name="report">Receives what is wrong: where, and the message.</param>
internal sealed class QueryStringLexer(string text, Action<TextSpan, string> report)
{
    private const string NoTermCharacters = "!():^[]\"{}~*?\\/";

    private int _position;

    /// <summary>All tokens, the end included; what is wrong is reported and passed over.</summary>
    public List<QueryStringToken> Read()
    {
        var tokens = new List<QueryStringToken>();
        while (true)
        {
            while (_position < text.Length && IsBlank(text[_position]))
                _position++;
            if (_position == text.Length)
            {
                tokens.Add(new(QueryStringTokenKind.End, new(_position, 0), ""));
                return tokens;
            }

            if (ReadOne() is { } token)
                tokens.Add(token);
        }
    }

    private QueryStringToken? ReadOne()
    {
        var start = _position;
        var c = text[_position];
        switch (c)
        {
            case '(':
                return Single(QueryStringTokenKind.OpenParenthesis);
            case ')':
                return Single(QueryStringTokenKind.CloseParenthesis);
            case ':':
                return Single(QueryStringTokenKind.Colon);
            case '+' or '-' or '!' when IsBlank(Peek(1)):
                return Single(QueryStringTokenKind.LoneOperator);
            case '+':
                return Single(QueryStringTokenKind.Plus);
            case '-':
                return Single(QueryStringTokenKind.Minus);
            case '!':
                return Single(QueryStringTokenKind.Not);
            case '^' or '~':
                _position++;
                var number = ReadNumber();
                if (c == '^' && number.Length == 0)
                    return Wrong(start, "expected a number behind `^`");
                return Token(c == '^' ? QueryStringTokenKind.Boost : QueryStringTokenKind.Tilde, start, number);
            case '"':
                return ReadDelimited(QueryStringTokenKind.Quoted, '"', "a phrase is not closed");
            case '/':
                return ReadDelimited(
                    QueryStringTokenKind.Regex,
                    '/',
                    "a regular expression is not closed: a slash that is none is written `\\/`"
                );
            case '[' or '{':
                return ReadRange();
            case ']' or '}':
                _position++;
                return Wrong(start, $"unexpected `{c}`");
            default:
                return ReadTerm();
        }
    }

    private QueryStringToken? ReadTerm()
    {
        var start = _position;
        var isPattern = false;
        while (_position < text.Length)
        {
            var c = text[_position];
            if (c == '\\')
            {
                if (_position + 1 == text.Length)
                {
                    _position++;
                    return Wrong(_position - 1, "nothing stands behind the backslash");
                }

                _position += 2;
                continue;
            }

            if (c is '*' or '?')
                isPattern = true;
            else if (IsBlank(c) || NoTermCharacters.Contains(c))
                break;
            _position++;
        }

        var raw = text[start.._position];
        var kind = raw switch
        {
            "AND" or "&&" => QueryStringTokenKind.And,
            "OR" or "||" => QueryStringTokenKind.Or,
            "NOT" => QueryStringTokenKind.Not,
            "*" => QueryStringTokenKind.Star,
            _ when isPattern => QueryStringTokenKind.Wildcard,
            _ => QueryStringTokenKind.Term,
        };
        return Token(kind, start, raw);
    }

    private QueryStringToken? ReadDelimited(QueryStringTokenKind kind, char end, string unclosed)
    {
        var start = _position++;
        while (_position < text.Length && text[_position] != end)
            _position += text[_position] == '\\' && _position + 1 < text.Length ? 2 : 1;
        if (_position >= text.Length)
        {
            _position = text.Length;
            return Wrong(start, unclosed);
        }

        return Token(kind, start, text[(start + 1).._position++]) with
        {
            Span = TextSpan.FromBounds(start, _position),
        };
    }

    private QueryStringToken? ReadRange()
    {
        var start = _position;
        var isLowIncluded = text[_position++] == '[';
        var low = ReadBound();
        var to = ReadBound();
        var high = ReadBound();
        SkipBlanks();
        var closing = _position < text.Length ? text[_position++] : '\0';
        if (low is null || high is null || to is not ("TO", false) || closing is not (']' or '}'))
            return Wrong(start, "expected a range like `[1 TO 5]`, `{1 TO 5}` or `[1 TO *]`");
        return Token(QueryStringTokenKind.Range, start, "") with
        {
            Range = new(OpenToNull(low.Value), isLowIncluded, OpenToNull(high.Value), closing == ']'),
        };
    }

    /// <summary>A bound, or the word between two; null at the end of the range.</summary>
    private (string Text, bool IsQuoted)? ReadBound()
    {
        SkipBlanks();
        var start = _position;
        if (Peek(0) == '"')
            return ReadDelimited(QueryStringTokenKind.Quoted, '"', "a bound is not closed") is { } quoted
                ? (QueryStringText.Unescape(quoted.Text), true)
                : null;
        while (_position < text.Length && !IsBlank(text[_position]) && text[_position] is not (']' or '}'))
            _position++;
        return _position == start ? null : (QueryStringText.Unescape(text[start.._position]), false);
    }

    private static string? OpenToNull((string Text, bool IsQuoted) bound) => bound is ("*", false) ? null : bound.Text;

    private string ReadNumber()
    {
        var start = _position;
        while (char.IsAsciiDigit(Peek(0)))
            _position++;
        if (_position > start && Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _position++;
            while (char.IsAsciiDigit(Peek(0)))
                _position++;
        }

        return text[start.._position];
    }

    private void SkipBlanks()
    {
        while (_position < text.Length && IsBlank(text[_position]))
            _position++;
    }

    private char Peek(int ahead) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    private QueryStringToken Single(QueryStringTokenKind kind)
    {
        _position++;
        return Token(kind, _position - 1, text[(_position - 1).._position]);
    }

    private QueryStringToken Token(QueryStringTokenKind kind, int start, string content) =>
        new(kind, TextSpan.FromBounds(start, _position), content);

    private QueryStringToken? Wrong(int start, string message)
    {
        report(TextSpan.FromBounds(start, Math.Max(_position, start + 1)), message);
        return null;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r' or '\u3000';
}
