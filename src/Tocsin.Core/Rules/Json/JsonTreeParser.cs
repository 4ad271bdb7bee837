using System.Globalization;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Json;

/// <summary>Reads a file of JSON values, one a line (NDJSON) or spread over lines, into trees that know their places.</summary>
/// <remarks>
/// RFC 8259; of equal keys the last one counts, with a warning. After an error it goes on at the next line that begins with a
/// brace, so one bad line does not stop the others. Of very many errors the first are reported.
/// </remarks>
internal sealed class JsonTreeParser(SourceText source, DiagnosticBag diagnostics)
{
    private const int DepthMax = 500;
    private const int ReportedMax = 100;

    private readonly string _text = source.Text;
    private DiagnosticBag _found = new();
    private int _end = source.Text.Length;
    private int _position;

    /// <summary>The values that could be read, in order.</summary>
    public List<Node> ParseAll()
    {
        var values = new List<Node>();
        var reported = 0;
        while (true)
        {
            SkipWhitespace();
            if (_position >= _text.Length)
                break;
            var start = _position;
            var isRead = ReadValue(0, out var value);
            if (!isRead && TryCutAtLine(start))
                isRead = ReadValue(0, out value);
            _end = _text.Length;
            if (_found.Count > 0 && reported < ReportedMax)
                diagnostics.AddRange(_found.ToSortedArray());
            reported += _found.Count;
            _found = new();
            if (isRead)
                values.Add(value);
            else
                SkipToNextValue();
        }

        return values;
    }

    /// <summary>
    /// Whether a value that failed had run on into a line that begins a value of its own: then its own line is read again alone, so
    /// that the error is found there.
    /// </summary>
    private bool TryCutAtLine(int start)
    {
        var length = _text.AsSpan(start).IndexOf('\n');
        var next = start + length + 1;
        if (length < 0 || next > _position || next >= _text.Length || _text[next] is not ('{' or '['))
            return false;
        _found = new();
        _position = start;
        _end = next - 1;
        return true;
    }

    private char Current => _position < _end ? _text[_position] : '\0';

    private void SkipWhitespace()
    {
        while (Current is ' ' or '\t' or '\r' or '\n')
            _position++;
    }

    private void SkipToNextValue()
    {
        do
        {
            var end = _text.AsSpan(_position).IndexOf('\n');
            _position = end < 0 ? _text.Length : _position + end + 1;
        } while (_position < _text.Length && Current is not ('{' or '['));
    }

    private bool Fail(DiagnosticDescriptor descriptor, TextSpan span, string? help, params object[] arguments)
    {
        _found.Add(new(descriptor, source, span, arguments, Help: help));
        return false;
    }

    private bool FailExpected(string what, string? help = null) =>
        Fail(TreeDiagnostics.Expected, new(_position, _position < _end ? 1 : 0), help, what);

    private bool ReadValue(int depth, out Node value)
    {
        value = null!;
        if (depth > DepthMax)
            return Fail(TreeDiagnostics.TooDeep, new(_position, _position < _end ? 1 : 0), null, DepthMax);
        switch (Current)
        {
            case '{':
                return ReadObject(depth, out value);
            case '[':
                return ReadArray(depth, out value);
            case '"':
                var isRead = ReadString(out var text);
                value = text;
                return isRead;
            default:
                return ReadScalar(out value);
        }
    }

    private bool ReadObject(int depth, out Node value)
    {
        var start = _position++;
        var table = new TableNode(new(start, 1), TableForm.Inline);
        value = table;
        SkipWhitespace();
        if (Current == '}')
        {
            _position++;
            return true;
        }

        while (true)
        {
            SkipWhitespace();
            if (Current != '"')
                return FailExpected("a key in quotes");
            if (!ReadString(out var key))
                return false;
            SkipWhitespace();
            if (Current != ':')
                return FailExpected("`:` behind the key");
            _position++;
            SkipWhitespace();
            if (!ReadValue(depth + 1, out var item))
                return false;
            Add(table, key, item);
            SkipWhitespace();
            if (Current == '}')
                break;
            if (Current != ',')
                return FailExpected("`,` or `}`");
            _position++;
        }

        _position++;
        return true;
    }

    private void Add(TableNode table, StringNode key, Node item)
    {
        if (table[key.Value] is null)
        {
            table.Add(key.Value, key.Span, item);
            return;
        }

        _found.Report(TreeDiagnostics.RepeatedKey, source, key.Span, key.Value);
        table.Replace(key.Value, key.Span, item);
    }

    private bool ReadArray(int depth, out Node value)
    {
        var start = _position++;
        var items = new List<Node>();
        value = null!;
        SkipWhitespace();
        while (Current != ']')
        {
            if (!ReadValue(depth + 1, out var item))
                return false;
            items.Add(item);
            SkipWhitespace();
            if (Current == ']')
                break;
            if (Current != ',')
                return FailExpected("`,` or `]`");
            _position++;
            SkipWhitespace();
            if (Current == ']')
                return FailExpected("a value", "the last comma has to go");
        }

        _position++;
        value = new ArrayNode(TextSpan.FromBounds(start, _position), items);
        return true;
    }

    private bool ReadString(out StringNode value)
    {
        var start = _position++;
        value = null!;
        while (Current != '"')
        {
            if (_position >= _end || Current is '\r' or '\n')
            {
                var help = "close it with \" on the same line; a line break is written `\\n`";
                return Fail(TreeDiagnostics.Unterminated, new(start, 1), help, "the string");
            }

            _position += Current == '\\' && _position + 1 < _end && _text[_position + 1] is '"' or '\\' ? 2 : 1;
        }

        var content = TextSpan.FromBounds(start + 1, _position++);
        var span = TextSpan.FromBounds(start, _position);
        if (StringDecoder.IsPlain(_text.AsSpan(content.Start, content.Length), StringForm.Json))
        {
            value = new(span, content, StringForm.Json, _text.AsMemory(), pool: null);
            return true;
        }

        var decoder = new StringDecoder(_text.AsMemory(), content, StringForm.Json);
        value = new(span, content, StringForm.Json, _text.AsMemory(), decoder.Decode());
        StringProblems.Report(decoder, StringForm.Json, source, _found);
        return true;
    }

    private bool ReadScalar(out Node value)
    {
        var start = _position;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '+' or '-' or '.' or '_')
            _position++;
        var span = TextSpan.FromBounds(start, _position);
        var text = source.Slice(span);
        value = text switch
        {
            "true" => new BooleanNode(span, true),
            "false" => new BooleanNode(span, false),
            "null" => new NullNode(span),
            _ => null!,
        };
        if (value is not null)
            return true;
        if (!IsNumber(text))
        {
            return text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')
                ? Fail(TreeDiagnostics.BadNumber, span, null, text)
                : Fail(
                    TreeDiagnostics.Expected,
                    new(start, Math.Min(Math.Max(1, span.Length), _text.Length - start)),
                    null,
                    "a value"
                );
        }

        value = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? new IntegerNode(span, integer)
            : new FloatNode(span, double.Parse(text, CultureInfo.InvariantCulture), text);
        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        if (text.StartsWith('-'))
            text = text[1..];
        var digits = CountDigits(text);
        if (digits == 0 || (digits > 1 && text[0] == '0'))
            return false;
        text = text[digits..];
        if (text.StartsWith('.'))
        {
            digits = CountDigits(text[1..]);
            if (digits == 0)
                return false;
            text = text[(digits + 1)..];
        }

        if (text.IsEmpty)
            return true;
        if (text[0] is not ('e' or 'E'))
            return false;
        text = text[1..];
        if (!text.IsEmpty && text[0] is '+' or '-')
            text = text[1..];
        return !text.IsEmpty && CountDigits(text) == text.Length;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
