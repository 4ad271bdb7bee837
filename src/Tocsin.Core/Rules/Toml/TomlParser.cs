using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Toml;

/// <summary>Reads the expressions of a TOML 1.0 file: one line or value at a time, recursive only in values.</summary>
/// <remarks>
/// After an error it goes on at the next line that looks like a header or a key, so one mistake does not hide the next. Errors that
/// leave no doubt where the value ends (a bad escape, a key set twice) stop nothing.
/// </remarks>
internal sealed partial class TomlParser(SourceText source, DiagnosticBag diagnostics, TextPool? pool = null)
{
    private const int DepthMax = 500;
    private const int ErrorsMax = 20;

    private readonly string _text = source.Text;
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
            if (_position >= _text.Length)
                break;
            var isRead = Current == '[' ? ReadHeader() : ReadKeyValue(_table, _tableDepth);
            if (!(isRead && ReadLineEnd()))
                SkipToNextExpression();
        }

        return _root;
    }

    private char Current => _position < _text.Length ? _text[_position] : '\0';

    private bool IsAt(string token) => string.CompareOrdinal(_text, _position, token, 0, token.Length) == 0;

    private bool Fail(DiagnosticDescriptor descriptor, TextSpan span, string? help, params object[] arguments)
    {
        diagnostics.Add(new(descriptor, source, span, arguments, Help: help));
        _errors++;
        return false;
    }

    /// <summary>Something else should stand here.</summary>
    private bool FailExpected(string what, string? help = null)
    {
        var length = _position < _text.Length ? 1 : 0;
        return Fail(TreeDiagnostics.Expected, new(_position, length), help, what);
    }

    private void SkipBlanks()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t')
            _position++;
    }

    private bool IsAtLineBreak => IsLineBreak(_position);

    private bool IsLineBreak(int at) =>
        at < _text.Length
        && (_text[at] == '\n' || (_text[at] == '\r' && at + 1 < _text.Length && _text[at + 1] == '\n'));

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
        while (_position < _text.Length && !IsAtLineBreak)
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
        if (_position >= _text.Length)
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
            var end = _text.AsSpan(_position).IndexOf('\n');
            _position = end < 0 ? _text.Length : _position + end + 1;
        } while (_position < _text.Length && !LooksLikeExpression(LineAt(_position)));
    }

    private ReadOnlySpan<char> LineAt(int start)
    {
        var rest = _text.AsSpan(start);
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
