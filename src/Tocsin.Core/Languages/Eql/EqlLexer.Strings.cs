using System.Globalization;
using System.Text;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Strings: <c>"…"</c> with escapes, <c>"""…"""</c> without (EQL specification, 2.9 to 2.11).</summary>
internal sealed partial class EqlLexer
{
    private void ReadString()
    {
        if (_text.AsSpan(_position).StartsWith("\"\"\"", StringComparison.Ordinal))
            ReadRawString();
        else
            ReadEscapedString();
    }

    private void AddString(int start, string value) =>
        _tokens.Add(new(EqlTokenKind.String, TextSpan.FromBounds(start, _position), value));

    private void ReadRawString()
    {
        var start = _position;
        var from = start + 3;
        var end = _text.IndexOf("\"\"\"", from, StringComparison.Ordinal);
        var lineBreak = _text.AsSpan(from).IndexOfAny('\r', '\n');
        if (end < 0 || (lineBreak >= 0 && from + lineBreak < end))
        {
            _position = lineBreak < 0 ? _text.Length : from + lineBreak;
            Report(EqlDiagnostics.UnterminatedString, new(start, 3), "close it with `\"\"\"` on the same line");
            AddString(start, _text[from.._position]);
            return;
        }

        // Up to two quotes right behind the end belong to the content.
        for (var extra = 0; extra < 2 && end + 3 < _text.Length && _text[end + 3] == '"'; extra++)
            end++;
        _position = end + 3;
        AddString(start, _text[from..end]);
    }

    private void ReadEscapedString()
    {
        var start = _position++;
        var plain = _text.AsSpan(_position).IndexOfAny("\"\\\r\n");
        if (plain >= 0 && _text[_position + plain] == '"')
        {
            _position += plain + 1;
            AddString(start, _text[(start + 1)..(_position - 1)]);
            return;
        }

        var value = new StringBuilder();
        while (_position < _text.Length && _text[_position] is not ('\r' or '\n'))
        {
            if (_text[_position] == '"')
            {
                _position++;
                AddString(start, value.ToString());
                return;
            }

            if (_text[_position] == '\\')
                ReadEscape(value);
            else
                value.Append(_text[_position++]);
        }

        Report(EqlDiagnostics.UnterminatedString, new(start, 1), "close it with `\"` on the same line");
        AddString(start, value.ToString());
    }

    private void ReadEscape(StringBuilder value)
    {
        var start = _position;
        var letter = Peek(1);
        _position += Math.Min(2, _text.Length - _position);
        switch (letter)
        {
            case 'b':
                value.Append('\b');
                return;
            case 't':
                value.Append('\t');
                return;
            case 'n':
                value.Append('\n');
                return;
            case 'f':
                value.Append('\f');
                return;
            case 'r':
                value.Append('\r');
                return;
            case '"':
            case '\'':
            case '\\':
                value.Append(letter);
                return;
            case 'u' when Peek() == '{':
                ReadCodePoint(start, value);
                return;
        }

        // The line break that ends the string is not part of the escape.
        if (letter is '\r' or '\n')
            _position--;
        var help =
            letter == 'u'
                ? "write `\\u{` and two to eight hex digits"
                : "write `\\\\` for a backslash, or use `\"\"\"` where backslashes stand for themselves";
        var span = TextSpan.FromBounds(start, _position);
        Report(EqlDiagnostics.BadEscape, span, help, _source.Slice(span));
    }

    private void ReadCodePoint(int start, StringBuilder value)
    {
        var from = ++_position;
        while (char.IsAsciiHexDigit(Peek()))
            _position++;
        var digits = _text.AsSpan(from, _position - from);
        var isClosed = Peek() == '}';
        _position += isClosed ? 1 : 0;
        var codePoint = 0u;
        var isGood =
            isClosed
            && digits.Length is >= 2 and <= 8
            && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out codePoint)
            && codePoint > 0
            && Rune.IsValid(codePoint);
        if (isGood)
        {
            value.Append(new Rune(codePoint).ToString());
            return;
        }

        var span = TextSpan.FromBounds(start, _position);
        Report(EqlDiagnostics.BadEscape, span, "a code point has two to eight hex digits", _source.Slice(span));
    }

    /// <summary>Single quotes are reported; what they hold is taken as the string that was meant.</summary>
    private void ReadSingleQuoted(int start)
    {
        var from = ++_position;
        while (_position < _text.Length && _text[_position] is not ('\'' or '\r' or '\n'))
            _position++;
        var value = _text[from.._position];
        _position += Peek() == '\'' ? 1 : 0;
        Report(
            EqlDiagnostics.BadQuotes,
            TextSpan.FromBounds(start, _position),
            $"write `\"{value}\"`, or `\"\"\"{value}\"\"\"` where backslashes stand for themselves"
        );
        AddString(start, value);
    }

    /// <summary><c>?"…"</c> and <c>?'…'</c> were raw strings once.</summary>
    private void ReadOldRawString()
    {
        var start = _position++;
        var quote = Peek();
        var from = ++_position;
        while (_position < _text.Length && _text[_position] != quote && _text[_position] is not ('\r' or '\n'))
            _position++;
        var value = _text[from.._position];
        _position += Peek() == quote ? 1 : 0;
        Report(
            EqlDiagnostics.BadQuotes,
            TextSpan.FromBounds(start, _position),
            $"write a raw string as `\"\"\"{value}\"\"\"`"
        );
        AddString(start, value);
    }
}
