using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Toml;

/// <summary>Strings, arrays and inline tables (TOML 1.0, “String”, “Array”, “Inline Table”).</summary>
internal sealed partial class TomlParser
{
    private bool ReadValue(int depth, out Node value)
    {
        value = null!;
        if (depth > DepthMax)
            return Fail(TreeDiagnostics.TooDeep, new(_position, _position < _length ? 1 : 0), null, DepthMax);
        switch (Current)
        {
            case '"' or '\'':
                var isRead = ReadString(out var text);
                value = text;
                return isRead;
            case '[':
                return ReadArray(depth, out value);
            case '{':
                return ReadInlineTable(depth, out value);
            default:
                return ReadScalar(out value);
        }
    }

    private bool ReadArray(int depth, out Node value)
    {
        var start = _position++;
        var items = new List<Node>();
        value = null!;
        while (true)
        {
            SkipBlankLines();
            if (Current == ']')
                break;
            if (_position >= _length)
                return Fail(TreeDiagnostics.Unterminated, new(start, 1), "add `]`", "the array");
            if (!ReadValue(depth + 1, out var item))
                return false;
            items.Add(item);
            SkipBlankLines();
            if (Current == ',')
                _position++;
            else if (_position < _length && Current != ']')
                return FailExpected("`,` or `]`", "the items of an array are parted by commas");
        }

        _position++;
        value = new ArrayNode(TextSpan.FromBounds(start, _position), items);
        return true;
    }

    private bool ReadInlineTable(int depth, out Node value)
    {
        var start = _position++;
        // The entries are collected first: the span is known only at the end.
        var table = new TableNode(new(start, 1), TableForm.Inline);
        value = table;
        SkipBlanks();
        if (Current == '}')
        {
            _position++;
            return true;
        }

        while (true)
        {
            if (IsAtLineBreak || Current == '#')
                return FailExpected("a key", "a table in braces stands on one line");
            if (!ReadKeyValue(table, depth))
                return false;
            SkipBlanks();
            if (Current == '}')
                break;
            if (Current != ',')
                return FailExpected("`,` or `}`", "the keys of a table in braces are parted by commas");
            _position++;
            SkipBlanks();
            if (Current == '}')
                return FailExpected("a key", "the last comma has to go");
        }

        _position++;
        return true;
    }

    private bool ReadString(out StringNode value)
    {
        var start = _position;
        var quote = Current;
        var isBasic = quote == '"';
        var isMultiline = IsAt(isBasic ? "\"\"\"" : "'''");
        value = null!;
        _position += isMultiline ? 3 : 1;
        if (isMultiline && IsAtLineBreak)
            SkipLineBreak();
        var contentStart = _position;
        if (!(isMultiline ? SkipMultilineContent(quote) : SkipContent(quote)))
        {
            var help = isMultiline
                ? $"close it with {new string(quote, 3)}"
                : $"close it with {quote} on the same line";
            return Fail(TreeDiagnostics.Unterminated, new(start, isMultiline ? 3 : 1), help, "the string");
        }

        var content = TextSpan.FromBounds(contentStart, _position);
        _position += isMultiline ? 3 : 1;
        var form = (isBasic, isMultiline) switch
        {
            (true, false) => StringForm.Basic,
            (true, true) => StringForm.MultilineBasic,
            (false, false) => StringForm.Literal,
            _ => StringForm.MultilineLiteral,
        };
        var span = TextSpan.FromBounds(start, _position);
        ReadOnlyMemory<char> file = text;
        if (StringDecoder.IsPlain(_text.AsSpan(content.Start, content.Length), form))
        {
            value = new(span, content, form, file, pool);
            return true;
        }

        var decoder = new StringDecoder(file, content, form);
        value = new(span, content, form, file, decoder.Decode());
        _errors += StringProblems.Report(decoder, form, source, diagnostics);
        return true;
    }

    /// <summary>Goes to the quote that closes a string of one line.</summary>
    private bool SkipContent(char quote)
    {
        while (true)
        {
            var rest = _text.AsSpan(_position, _length - _position);
            var step = quote == '"' ? rest.IndexOfAny("\"\\\n\r") : rest.IndexOfAny('\'', '\n', '\r');
            if (step < 0 || IsLineBreak(_position + step))
                return false;
            _position += step;
            if (_text[_position] == quote)
                return true;
            var isEscape = _text[_position] == '\\' && _position + 1 < _length && !IsLineBreak(_position + 1);
            _position += isEscape ? 2 : 1;
        }
    }

    /// <summary>Goes to the three quotes that close a string of several lines; one or two more before them belong to it.</summary>
    private bool SkipMultilineContent(char quote)
    {
        var end = _position;
        while (true)
        {
            var rest = _text.AsSpan(end, _length - end);
            var step = quote == '"' ? rest.IndexOfAny('"', '\\') : rest.IndexOf(quote);
            if (step < 0)
                return false;
            end += step;
            if (_text[end] == '\\')
            {
                end += 2;
                if (end > _length)
                    return false;
                continue;
            }

            var run = _text.AsSpan(end, _length - end).IndexOfAnyExcept(quote);
            run = run < 0 ? _length - end : run;
            if (run >= 3)
            {
                _position = end + Math.Min(run, 5) - 3;
                return true;
            }

            end += run;
        }
    }
}
