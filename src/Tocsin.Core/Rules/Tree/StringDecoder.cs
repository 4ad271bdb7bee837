using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Tree;

/// <summary>Decodes the inside of a string: escapes, line breaks, and backslashes at the ends of lines.</summary>
/// <remarks>CRLF becomes LF. What is wrong is kept in <see cref="Problems"/>, and the text goes on behind it.</remarks>
internal sealed class StringDecoder
{
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly ReadOnlyMemory<char> _file;
    private readonly TextSpan _content;
    private readonly StringForm _form;
    private readonly StringBuilder _decoded = new();
    private readonly int[]? _offsets;
    private int _position;

    /// <param name="file">The characters of the file.</param>
    /// <param name="content">What is between the quotes; a string of one line holds no line break.</param>
    /// <param name="form">How the string is written.</param>
    /// <param name="withOffsets">Whether <see cref="Offsets"/> are wanted.</param>
    public StringDecoder(ReadOnlyMemory<char> file, TextSpan content, StringForm form, bool withOffsets = false)
    {
        _file = file;
        _content = content;
        _form = form;
        // No escape stands for more characters than it has.
        _offsets = withOffsets ? new int[content.Length + 1] : null;
    }

    /// <summary>Whether there is nothing to decode in what stands between the quotes of a string.</summary>
    public static bool IsPlain(ReadOnlySpan<char> content, StringForm form) => IndexOfSpecial(content, form) < 0;

    /// <summary>Wrong escapes and characters that may not stand in a string, in order; null where there are none.</summary>
    public List<(StringProblem Problem, TextSpan Span)>? Problems { get; private set; }

    /// <summary>After decoding, if wanted: for each decoded character its offset in the file, and one more for the end.</summary>
    public int[]? Offsets { get; private set; }

    private ReadOnlySpan<char> Text => _file.Span;

    private bool HasEscapes => _form is StringForm.Basic or StringForm.MultilineBasic or StringForm.Json;

    private bool HasLines => _form is StringForm.MultilineBasic or StringForm.MultilineLiteral;

    /// <summary>The decoded characters. Call it once.</summary>
    public string Decode()
    {
        _position = _content.Start;
        while (_position < _content.End)
        {
            var rest = Text[_position.._content.End];
            var plain = IndexOfSpecial(rest, _form);
            AppendPlain(plain < 0 ? rest.Length : plain);
            if (plain >= 0)
                ReadSpecial(Text[_position]);
        }

        if (_offsets is not null)
        {
            _offsets[_decoded.Length] = _content.End;
            Offsets = _offsets[..(_decoded.Length + 1)];
        }

        if (_form == StringForm.Json)
            ReplaceHalves();
        return _decoded.ToString();
    }

    /// <summary>The first character that does not stand for itself; -1 for none.</summary>
    private static int IndexOfSpecial(ReadOnlySpan<char> text, StringForm form)
    {
        var hasEscapes = form is not (StringForm.Literal or StringForm.MultilineLiteral);
        var isJson = form == StringForm.Json;
        var units = MemoryMarshal.Cast<char, ushort>(text);
        var i = 0;
        // PERF: most texts have none, and all texts of all rules are read.
        for (; i <= units.Length - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
        {
            var next = Vector128.Create(units[i..]);
            var special = Vector128.LessThan(next, Vector128.Create<ushort>(' '));
            if (!isJson)
            {
                special &= ~Vector128.Equals(next, Vector128.Create<ushort>('\t'));
                special &= ~Vector128.Equals(next, Vector128.Create<ushort>('\n'));
                special |= Vector128.Equals(next, Vector128.Create<ushort>('\x7F'));
            }

            if (hasEscapes)
                special |= Vector128.Equals(next, Vector128.Create<ushort>('\\'));
            if (special != Vector128<ushort>.Zero)
                break;
        }

        for (; i < text.Length; i++)
        {
            var isControl = text[i] < ' ' ? isJson || text[i] is not ('\t' or '\n') : text[i] == '\x7F' && !isJson;
            if (isControl || (text[i] == '\\' && hasEscapes))
                return i;
        }

        return -1;
    }

    private void AppendPlain(int length)
    {
        for (var i = 0; i < length && _offsets is not null; i++)
            _offsets[_decoded.Length + i] = _position + i;
        _decoded.Append(Text.Slice(_position, length));
        _position += length;
    }

    private void ReadSpecial(char c)
    {
        if (c == '\\' && HasEscapes)
            ReadEscape();
        else if (c == '\\')
            AppendPlain(1);
        else if (c == '\r' && HasLines && Next(1) == '\n')
            _position++;
        else
            AddProblem(StringProblem.ControlCharacter, 1);
    }

    /// <summary>Halves of a surrogate pair without their partner become U+FFFD: no encoding can hold them.</summary>
    private void ReplaceHalves()
    {
        for (var i = 0; i < _decoded.Length; i++)
        {
            if (char.IsHighSurrogate(_decoded[i]) && i + 1 < _decoded.Length && char.IsLowSurrogate(_decoded[i + 1]))
                i++;
            else if (char.IsSurrogate(_decoded[i]))
                _decoded[i] = '\uFFFD';
        }
    }

    private char Next(int distance) => _position + distance < _content.End ? Text[_position + distance] : '\0';

    private void Append(char c, int offset)
    {
        if (_offsets is not null)
            _offsets[_decoded.Length] = offset;
        _decoded.Append(c);
    }

    private void AddProblem(StringProblem problem, int length)
    {
        (Problems ??= []).Add((problem, new(_position, length)));
        _position += length;
    }

    private void ReadEscape()
    {
        var escaped = Next(1);
        var simple = escaped switch
        {
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            '"' => '"',
            '\\' => '\\',
            '/' when _form == StringForm.Json => '/',
            _ => '\0',
        };
        if (simple != '\0')
        {
            Append(simple, _position);
            _position += 2;
        }
        else if (escaped == 'u')
        {
            ReadCodePoint(4);
        }
        else if (escaped == 'U' && _form != StringForm.Json)
        {
            ReadCodePoint(8);
        }
        else if (!(_form == StringForm.MultilineBasic && TrySkipLineEnd()))
        {
            AddProblem(StringProblem.UnknownEscape, Math.Min(2, _content.End - _position));
        }
    }

    private void ReadCodePoint(int digits)
    {
        var available = Math.Min(digits, _content.End - _position - 2);
        var text = Text.Slice(_position + 2, available);
        var isHex = available == digits && text.IndexOfAnyExcept(Hexadecimal) < 0;
        if (!isHex || !uint.TryParse(text, NumberStyles.AllowHexSpecifier, null, out var code))
        {
            AddProblem(StringProblem.BadCodePoint, 2 + Math.Max(0, text.IndexOfAnyExcept(Hexadecimal)));
            return;
        }

        // JSON writes what lies beyond 16 bits as two escapes.
        var isSurrogate = code is >= 0xD800 and <= 0xDFFF;
        if (code > 0x10FFFF || (isSurrogate && _form != StringForm.Json))
        {
            AddProblem(StringProblem.NoCharacter, 2 + digits);
            return;
        }

        if (code <= 0xFFFF)
        {
            Append((char)code, _position);
        }
        else
        {
            foreach (var unit in char.ConvertFromUtf32((int)code))
                Append(unit, _position);
        }

        _position += 2 + digits;
    }

    /// <summary>A backslash at the end of a line takes away the line break and the white space up to the next character.</summary>
    private bool TrySkipLineEnd()
    {
        var end = _position + 1;
        while (end < _content.End && Text[end] is ' ' or '\t')
            end++;
        if (end >= _content.End || !IsLineBreak(end))
            return false;
        while (end < _content.End && (Text[end] is ' ' or '\t' || IsLineBreak(end)))
            end++;
        _position = end;
        return true;
    }

    private bool IsLineBreak(int at) =>
        Text[at] == '\n' || (Text[at] == '\r' && at + 1 < _content.End && Text[at + 1] == '\n');
}

/// <summary>What can be wrong inside a string.</summary>
internal enum StringProblem
{
    ControlCharacter,
    UnknownEscape,
    BadCodePoint,
    NoCharacter,
}
