using System.Globalization;
using System.Text;

namespace Tocsin.Core.Languages.Patterns.Translation;

/// <summary>Reads a pattern from left to right and keeps the first error; behind an error it is at the end, so that every loop stops.</summary>
internal sealed class PatternCursor(string text)
{
    private int _position;

    /// <summary>The pattern.</summary>
    public string Text { get; } = text;

    public PatternError? Error { get; private set; }

    /// <summary>Whether there is something left.</summary>
    public bool HasMore => _position < Text.Length;

    /// <summary>Where the next character stands.</summary>
    public int Position
    {
        get => _position;
        set => _position = Error is null ? value : Text.Length;
    }

    /// <summary>The next character, or NUL at the end.</summary>
    public char Current => Peek(0);

    /// <summary>A character further on, or NUL behind the end.</summary>
    public char Peek(int offset) => _position + offset < Text.Length ? Text[_position + offset] : '\0';

    /// <summary>Whether something comes next.</summary>
    public bool IsAt(string wanted) => string.CompareOrdinal(Text, _position, wanted, 0, wanted.Length) == 0;

    /// <summary>Takes a character if it comes next.</summary>
    public bool Match(char wanted)
    {
        if (!HasMore || Text[_position] != wanted)
            return false;
        _position++;
        return true;
    }

    /// <summary>Takes a text if it comes next.</summary>
    public bool Match(string wanted)
    {
        if (!IsAt(wanted))
            return false;
        _position += wanted.Length;
        return true;
    }

    /// <summary>Takes a code point; there must be one.</summary>
    public int Next()
    {
        if (!HasMore)
        {
            Fail("the pattern ends where a character is expected", Text.Length);
            return 0;
        }

        Rune.DecodeFromUtf16(Text.AsSpan(_position), out var rune, out var length);
        _position += length;
        return rune.Value;
    }

    /// <summary>Takes characters while they are of a kind.</summary>
    public string TakeWhile(Func<char, bool> isWanted, int lengthMax = int.MaxValue)
    {
        var start = _position;
        while (HasMore && _position - start < lengthMax && isWanted(Text[_position]))
            _position++;
        return Text[start.._position];
    }

    /// <summary>Takes everything up to a text and the text itself; null with an error if it does not come.</summary>
    public string? TakeUntil(string end, string message, int errorOffset)
    {
        var found = HasMore ? Text.IndexOf(end, _position, StringComparison.Ordinal) : -1;
        if (found < 0)
        {
            Fail(message, errorOffset);
            return null;
        }

        var taken = Text[_position..found];
        _position = found + end.Length;
        return taken;
    }

    /// <summary>Takes a decimal number; null if there is none, an error if it is too large.</summary>
    public int? TakeNumber()
    {
        var start = _position;
        var digits = TakeWhile(char.IsAsciiDigit);
        if (digits.Length == 0)
            return null;
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        Fail("this number is too large", start);
        return 0;
    }

    /// <summary>Takes a number of exactly so many, or up to so many, hexadecimal digits.</summary>
    public int TakeHex(int digitsMin, int digitsMax, int errorOffset)
    {
        var digits = TakeWhile(char.IsAsciiHexDigit, digitsMax);
        if (digits.Length >= digitsMin && digits.Length > 0)
        {
            var value = long.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (value <= 0x10FFFF)
                return (int)value;
        }

        Fail("this is no hexadecimal number of a character", errorOffset);
        return 0;
    }

    /// <summary>Keeps the error if it is the first, and moves to the end.</summary>
    public void Fail(string message, int offset)
    {
        Error ??= new(message, offset);
        _position = Text.Length;
    }

    /// <summary>Skips white space and comments, which begin with <c>#</c>.</summary>
    /// <param name="endsComment">Whether a character ends a comment.</param>
    public void SkipBlanks(Func<char, bool> endsComment)
    {
        while (HasMore && (Current is ' ' or '#' || Current is >= '\t' and <= '\r'))
        {
            if (Current == '#')
                TakeWhile(c => !endsComment(c));
            else
                Position++;
        }
    }
}
