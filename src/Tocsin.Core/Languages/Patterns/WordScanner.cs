using System.Text;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>Finds the words of a text, one after the other, as slices of it; bytes that are no UTF-8 separate.</summary>
internal ref struct WordScanner(ReadOnlySpan<byte> text, WordBreaks breaks)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly bool _isStandard = breaks == WordBreaks.Standard;
    private int _position;

    /// <summary>The next word as it stands in the text, in the case that it has there; false at the end.</summary>
    public bool TryNext(out ReadOnlySpan<byte> word)
    {
        while (_position < _text.Length)
        {
            var start = _position;
            var kind = Read(ref _position);
            if (
                kind
                is not (
                    WordClass.Letter
                    or WordClass.Digit
                    or WordClass.Connector
                    or WordClass.Katakana
                    or WordClass.Ideograph
                )
            )
                continue;
            if (!Extend(kind))
                continue;
            word = _text[start.._position];
            return true;
        }

        word = default;
        return false;
    }

    /// <summary>Moves behind the word that has begun; false if it is connectors only.</summary>
    private bool Extend(WordClass last)
    {
        var isWord = last != WordClass.Connector;
        while (_position < _text.Length)
        {
            var next = _position;
            var kind = Read(ref next);
            if (kind == WordClass.Extend)
            {
                _position = next;
                continue;
            }

            if (!_isStandard)
            {
                if (
                    kind
                    is not (
                        WordClass.Letter
                        or WordClass.Digit
                        or WordClass.Connector
                        or WordClass.Katakana
                        or WordClass.Ideograph
                    )
                )
                    return isWord;
            }
            else if (!Joins(last, kind))
            {
                if (!IsMid(last, kind) || !Continues(last, ref next))
                    return isWord;
                kind = last;
            }

            isWord |= kind != WordClass.Connector;
            last = kind;
            _position = next;
        }

        return isWord;
    }

    /// <summary>Whether two neighbours belong to one word.</summary>
    private static bool Joins(WordClass last, WordClass next) =>
        (last, next) switch
        {
            (WordClass.Letter or WordClass.Digit or WordClass.Connector, WordClass.Letter or WordClass.Digit) => true,
            (WordClass.Letter or WordClass.Digit or WordClass.Connector or WordClass.Katakana, WordClass.Connector) =>
                true,
            (WordClass.Katakana or WordClass.Connector, WordClass.Katakana) => true,
            _ => false,
        };

    /// <summary>Whether <paramref name="mid"/> may hold two neighbours of the class <paramref name="last"/> together.</summary>
    private static bool IsMid(WordClass last, WordClass mid) =>
        mid == WordClass.MidBoth
            ? last is WordClass.Letter or WordClass.Digit
            : (last, mid) is (WordClass.Letter, WordClass.MidLetter) or (WordClass.Digit, WordClass.MidNumber);

    /// <summary>Whether the next code point that counts has the class; then the position is moved behind it.</summary>
    private readonly bool Continues(WordClass wanted, ref int position)
    {
        while (position < _text.Length)
        {
            var kind = Read(ref position);
            if (kind != WordClass.Extend)
                return kind == wanted;
        }

        return false;
    }

    private readonly WordClass Read(ref int position)
    {
        Rune.DecodeFromUtf8(_text[position..], out var rune, out var length);
        position += length;
        return WordClasses.Of(rune);
    }
}
