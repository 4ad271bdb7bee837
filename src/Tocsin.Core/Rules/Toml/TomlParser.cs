using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Toml;

/// <summary>Reads the expressions of a TOML 1.0 file: one line or value at a time, recursive only in values.</summary>
/// <remarks>
/// After an error it goes on at the next line that looks like a header or a key, so one mistake does not hide the next. Errors that
/// leave no doubt where the value ends (a bad escape, a key set twice) stop nothing.
/// </remarks>
/// <param name="source">The file, for the places of diagnostics.</param>
/// <param name="text">Its characters; strings of the tree refer to them until they are asked for their values.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
/// <param name="pool">Makes the texts of the tree, if several files have the same.</param>
internal sealed partial class TomlParser(
    SourceText source,
    ArraySegment<char> text,
    DiagnosticBag diagnostics,
    TextPool? pool
)
{
    private const int DepthMax = 500;
    private const int ErrorsMax = 20;

    // PERF: an array, and not the file's string: a string for each of thousands of files would be a seventh of what a start allocates.
    private readonly char[] _text = text.Array!;
    private readonly int _length = text.Count;
    private readonly TableNode _root = new(default, TableForm.Explicit);
    private TableNode _table = new(default, TableForm.Explicit);
    private int _tableDepth;
    private int _position;
    private int _errors;

    /// <summary>Reads the file; what is wrong is among the diagnostics, and the rest is in the table.</summary>
    public TableNode Parse()
    {
        _table = _root;
        while (_errors < ErrorsMax)
        {
            SkipBlankLines();
            if (_position >= _length)
                break;
            var isRead = Current == '[' ? ReadHeader() : ReadKeyValue(_table, _tableDepth);
            if (!(isRead && ReadLineEnd()))
                SkipToNextExpression();
        }

        return _root;
    }

    private char Current => _position < _length ? _text[_position] : '\0';

    private bool IsAt(string token) => _text.AsSpan(_position, _length - _position).StartsWith(token);

    private bool Fail(DiagnosticDescriptor descriptor, TextSpan span, string? help, params object[] arguments)
    {
        diagnostics.Add(new(descriptor, source, span, arguments, Help: help));
        _errors++;
        return false;
    }

    /// <summary>Something else should stand here.</summary>
    private bool FailExpected(string what, string? help = null)
    {
        var length = _position < _length ? 1 : 0;
        return Fail(TreeDiagnostics.Expected, new(_position, length), help, what);
    }

    private void SkipBlanks()
    {
        while (_position < _length && _text[_position] is ' ' or '\t')
            _position++;
    }

    private bool IsAtLineBreak => IsLineBreak(_position);

    private bool IsLineBreak(int at) =>
        at < _length && (_text[at] == '\n' || (_text[at] == '\r' && at + 1 < _length && _text[at + 1] == '\n'));

    private void SkipLineBreak() => _position += Current == '\r' ? 2 : 1;

    private void SkipBlankLines()
    {
        while (true)
        {
            SkipBlanks();
            if (Current == '#')
                ReadComment();
            if (!IsAtLineBreak)
                return;
            SkipLineBreak();
        }
    }

    private void ReadComment()
    {
        while (_position < _length && !IsAtLineBreak)
        {
            var c = _text[_position];
            if ((c < ' ' && c != '\t') || c == '\x7F')
                FailControlCharacter(c);
            _position++;
        }
    }

    private void FailControlCharacter(char c) =>
        Fail(TreeDiagnostics.ControlCharacter, new(_position, 1), null, ((int)c).ToString("X4"));

    private bool ReadLineEnd()
    {
        SkipBlanks();
        if (Current == '#')
            ReadComment();
        if (_position >= _length)
            return true;
        if (!IsAtLineBreak)
            return FailExpected("the end of the line", "one key or header a line; values with blanks need quotes");
        SkipLineBreak();
        return true;
    }

    private void SkipToNextExpression()
    {
        do
        {
            var end = _text.AsSpan(_position, _length - _position).IndexOf('\n');
            _position = end < 0 ? _length : _position + end + 1;
        } while (_position < _length && !LooksLikeExpression(LineAt(_position)));
    }

    private ReadOnlySpan<char> LineAt(int start)
    {
        var rest = _text.AsSpan(start, _length - start);
        var end = rest.IndexOf('\n');
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Whether a line begins as a header or a bare key does; values that span lines rarely do.</summary>
    private static bool LooksLikeExpression(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        if (line.StartsWith('['))
            return line.EndsWith(']') && line.IndexOfAny(',', '{', '=') < 0;
        var length = 0;
        while (length < line.Length && IsBare(line[length]))
            length++;
        var rest = line[length..].TrimStart();
        return length > 0 && (rest.StartsWith('=') || (rest.StartsWith('.') && rest.Contains('=')));
    }
}
