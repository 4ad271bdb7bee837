using System.Text;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Names, keywords, numbers and strings.</summary>
internal sealed partial class EqlLexer
{
    /// <summary>The lower-case keyword that a name spells in other letters, or null.</summary>
    public static string? KeywordLike(string name)
    {
        var lower = name.ToLowerInvariant();
        return lower != name && KindOfWord(lower) != EqlTokenKind.Name ? lower : null;
    }

    private static EqlTokenKind KindOfWord(ReadOnlySpan<char> word) =>
        word switch
        {
            "and" => EqlTokenKind.And,
            "any" => EqlTokenKind.Any,
            "by" => EqlTokenKind.By,
            "false" => EqlTokenKind.False,
            "in" => EqlTokenKind.In,
            "join" => EqlTokenKind.Join,
            "like" => EqlTokenKind.Like,
            "maxspan" => EqlTokenKind.Maxspan,
            "not" => EqlTokenKind.Not,
            "null" => EqlTokenKind.Null,
            "of" => EqlTokenKind.Of,
            "or" => EqlTokenKind.Or,
            "regex" => EqlTokenKind.Regex,
            "sample" => EqlTokenKind.Sample,
            "sequence" => EqlTokenKind.Sequence,
            "true" => EqlTokenKind.True,
            "until" => EqlTokenKind.Until,
            "where" => EqlTokenKind.Where,
            "with" => EqlTokenKind.With,
            _ => EqlTokenKind.Name,
        };

    private static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character is '_' or '@';

    private void ReadName()
    {
        var length = 1;
        while (char.IsAsciiLetterOrDigit(Peek(length)) || Peek(length) == '_')
            length++;
        var kind = KindOfWord(_text.AsSpan(_position, length));
        if (Peek(length) == '~')
        {
            var folding = kind switch
            {
                EqlTokenKind.In => EqlTokenKind.InIgnoreCase,
                EqlTokenKind.Like => EqlTokenKind.LikeIgnoreCase,
                EqlTokenKind.Regex => EqlTokenKind.RegexIgnoreCase,
                _ => kind,
            };
            length += folding == kind ? 0 : 1;
            kind = folding;
        }

        Add(kind, length);
    }

    /// <summary>Any characters between backticks; two backticks stand for one.</summary>
    private void ReadQuotedName()
    {
        var start = _position++;
        var name = new StringBuilder();
        while (_position < _text.Length)
        {
            if (_text[_position] != '`')
            {
                name.Append(_text[_position++]);
            }
            else if (Peek(1) == '`')
            {
                name.Append('`');
                _position += 2;
            }
            else
            {
                _position++;
                _tokens.Add(new(EqlTokenKind.QuotedName, TextSpan.FromBounds(start, _position), name.ToString()));
                return;
            }
        }

        Report(EqlDiagnostics.UnterminatedName, new(start, 1), "close it with a backtick");
        _tokens.Add(new(EqlTokenKind.QuotedName, TextSpan.FromBounds(start, _position), name.ToString()));
    }

    /// <summary>Digits; with a dot, an exponent or both it is a decimal. The sign is an operator.</summary>
    private void ReadNumber()
    {
        var length = CountDigits(0);
        var kind = EqlTokenKind.Integer;
        if (Peek(length) == '.')
        {
            kind = EqlTokenKind.Decimal;
            length++;
            length += CountDigits(length);
        }

        if (Peek(length) is 'e' or 'E')
        {
            var sign = Peek(length + 1) is '+' or '-' ? 1 : 0;
            var digits = CountDigits(length + 1 + sign);
            if (digits > 0)
            {
                kind = EqlTokenKind.Decimal;
                length += 1 + sign + digits;
            }
        }

        Add(kind, length);
    }

    private int CountDigits(int ahead)
    {
        var count = 0;
        while (char.IsAsciiDigit(Peek(ahead + count)))
            count++;
        return count;
    }
}
