using Tocsin.Core.Diagnostics;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Cuts an EQL query into tokens (EQL specification, section 2).</summary>
/// <remarks>
/// Never fails: what is no token is reported and left out, and operators of other languages are reported and read as the EQL
/// operator that was meant, so that the parser can go on.
/// </remarks>
internal sealed partial class EqlLexer
{
    private readonly SourceText _source;
    private readonly string _text;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<EqlToken> _tokens;
    private int _position;

    private EqlLexer(SourceText source, DiagnosticBag diagnostics)
    {
        _source = source;
        _text = source.Text;
        _diagnostics = diagnostics;
        // A token has about six characters, the blanks around it included.
        _tokens = new(_text.Length / 6 + 1);
    }

    /// <summary>The tokens of a query in order; the last is <see cref="EqlTokenKind.End"/>.</summary>
    public static List<EqlToken> Read(SourceText source, DiagnosticBag diagnostics)
    {
        var lexer = new EqlLexer(source, diagnostics);
        while (lexer.SkipBlanks())
            lexer.ReadToken();
        lexer._tokens.Add(new(EqlTokenKind.End, new(source.Text.Length, 0), ""));
        return lexer._tokens;
    }

    private char Peek(int ahead = 0) => _position + ahead < _text.Length ? _text[_position + ahead] : '\0';

    private void Add(EqlTokenKind kind, int length) => Add(kind, length, _text.Substring(_position, length));

    private void Add(EqlTokenKind kind, int length, string text)
    {
        _tokens.Add(new(kind, new(_position, length), text));
        _position += length;
    }

    private void Report(DiagnosticDescriptor descriptor, TextSpan span, string? help, params object[] arguments) =>
        _diagnostics.Add(new(descriptor, _source, span, arguments, Help: help));

    /// <summary>Goes to the next token; false at the end.</summary>
    private bool SkipBlanks()
    {
        while (_position < _text.Length)
        {
            if (_text[_position] is ' ' or '\t' or '\r' or '\n')
                _position++;
            else if (Peek() == '/' && Peek(1) == '/')
                SkipLineComment();
            else if (Peek() == '/' && Peek(1) == '*')
                SkipBlockComment();
            else
                return true;
        }

        return false;
    }

    private void SkipLineComment()
    {
        var end = _text.AsSpan(_position).IndexOfAny('\r', '\n');
        _position = end < 0 ? _text.Length : _position + end;
    }

    /// <summary>Block comments nest.</summary>
    private void SkipBlockComment()
    {
        var start = _position;
        var depth = 0;
        do
        {
            if (Peek() == '/' && Peek(1) == '*')
            {
                depth++;
                _position += 2;
            }
            else if (Peek() == '*' && Peek(1) == '/')
            {
                depth--;
                _position += 2;
            }
            else
            {
                _position++;
            }
        } while (depth > 0 && _position < _text.Length);

        if (depth > 0)
            Report(EqlDiagnostics.UnterminatedComment, new(start, 2), "close it with `*/`; comments nest");
    }

    private void ReadToken()
    {
        var first = Peek();
        if (IsNameStart(first))
            ReadName();
        else if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(Peek(1))))
            ReadNumber();
        else if (first == '"')
            ReadString();
        else if (first == '\'')
            ReadSingleQuoted(_position);
        else if (first == '?' && Peek(1) is '"' or '\'')
            ReadOldRawString();
        else if (first == '`')
            ReadQuotedName();
        else
            ReadPunctuation(first);
    }

    private void ReadPunctuation(char first)
    {
        switch (first)
        {
            case '=' when Peek(1) == '=':
                AddOperator(EqlTokenKind.Equal, "===", "==", "write `==`");
                return;
            case '=':
                Add(EqlTokenKind.Assign, 1);
                return;
            case '!' when Peek(1) == '=':
                AddOperator(EqlTokenKind.NotEqual, "!==", "!=", "write `!=`");
                return;
            case '!' when Peek(1) == '[':
                Add(EqlTokenKind.OpenMissing, 2);
                return;
            case '!':
                AddForeign(EqlTokenKind.Not, 1, "write `not`; a missing event is `![` with nothing between");
                return;
            case '<' when Peek(1) == '>':
                AddForeign(EqlTokenKind.NotEqual, 2, "write `!=`");
                return;
            case '<':
                Add(Peek(1) == '=' ? EqlTokenKind.LessOrEqual : EqlTokenKind.Less, Peek(1) == '=' ? 2 : 1);
                return;
            case '>':
                Add(Peek(1) == '=' ? EqlTokenKind.GreaterOrEqual : EqlTokenKind.Greater, Peek(1) == '=' ? 2 : 1);
                return;
            case '&' when Peek(1) == '&':
                AddForeign(EqlTokenKind.And, 2, "write `and`");
                return;
            case '|' when Peek(1) == '|':
                AddForeign(EqlTokenKind.Or, 2, "write `or`");
                return;
        }

        if (KindOf(first) is { } kind)
        {
            Add(kind, 1, TextOf(first));
            return;
        }

        var length = char.IsHighSurrogate(first) && char.IsLowSurrogate(Peek(1)) ? 2 : 1;
        var span = new TextSpan(_position, length);
        Report(EqlDiagnostics.UnexpectedCharacter, span, HelpFor(first), _source.Slice(span));
        _position += length;
    }

    private static string? HelpFor(char character) =>
        char.IsLetter(character) ? "put a name with other letters than a to z in backticks"
        : character is '“' or '”' or '„' ? "strings stand in straight double quotes"
        : null;

    /// <summary>An operator, or a longer one that does not exist.</summary>
    private void AddOperator(EqlTokenKind kind, string foreign, string known, string help)
    {
        if (_text.AsSpan(_position).StartsWith(foreign, StringComparison.Ordinal))
            AddForeign(kind, foreign.Length, help);
        else
            Add(kind, known.Length);
    }

    private void AddForeign(EqlTokenKind kind, int length, string help)
    {
        var span = new TextSpan(_position, length);
        Report(EqlDiagnostics.NoSuchOperator, span, help, _source.Slice(span));
        Add(kind, length);
    }

    /// <summary>The text of a token of one character; the most frequent ones exist once.</summary>
    private static string TextOf(char character) =>
        character switch
        {
            ':' => ":",
            '.' => ".",
            ',' => ",",
            '(' => "(",
            ')' => ")",
            _ => character.ToString(),
        };

    private static EqlTokenKind? KindOf(char character) =>
        character switch
        {
            '+' => EqlTokenKind.Plus,
            '-' => EqlTokenKind.Minus,
            '*' => EqlTokenKind.Star,
            '/' => EqlTokenKind.Slash,
            '%' => EqlTokenKind.Percent,
            ':' => EqlTokenKind.Colon,
            '.' => EqlTokenKind.Dot,
            ',' => EqlTokenKind.Comma,
            '|' => EqlTokenKind.Pipe,
            '~' => EqlTokenKind.Tilde,
            '?' => EqlTokenKind.Question,
            '(' => EqlTokenKind.OpenParenthesis,
            ')' => EqlTokenKind.CloseParenthesis,
            '[' => EqlTokenKind.OpenBracket,
            ']' => EqlTokenKind.CloseBracket,
            _ => null,
        };
}
