using System.Globalization;
using System.Text;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>What a code point does at the edge of a word: the classes of UAX #29 that matter here.</summary>
internal enum WordClass : byte
{
    /// <summary>Separates.</summary>
    Other,
    Letter,
    Digit,

    /// <summary>Holds letters and digits together: <c>_</c>.</summary>
    Connector,

    /// <summary>Belongs to what stands before it: combining marks, invisible format characters.</summary>
    Extend,

    /// <summary>Holds letters together: <c>:</c>.</summary>
    MidLetter,

    /// <summary>Holds digits together: <c>,</c>.</summary>
    MidNumber,

    /// <summary>Holds letters together, and digits: <c>.</c> and the apostrophe.</summary>
    MidBoth,
    Katakana,

    /// <summary>A word by itself: Han and Hiragana.</summary>
    Ideograph,
}

/// <summary>The class of each code point.</summary>
internal static class WordClasses
{
    /// <summary>The class of a code point.</summary>
    public static WordClass Of(Rune rune)
    {
        var value = rune.Value;
        if (value < 0x80)
            return OfAscii((char)value);
        switch (value)
        {
            case 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2027 or 0xFE13 or 0xFE55 or 0xFF1A:
                return WordClass.MidLetter;
            case 0x37E or 0x589 or 0x60C or 0x60D or 0x66C or 0x7F8 or 0x2044:
            case 0xFE10 or 0xFE14 or 0xFE50 or 0xFE54 or 0xFF0C or 0xFF1B:
                return WordClass.MidNumber;
            case 0x2018 or 0x2019 or 0x2024 or 0xFE52 or 0xFF07 or 0xFF0E:
                return WordClass.MidBoth;
            case 0x3031 or 0x3032 or 0x3033 or 0x3034 or 0x3035 or 0x309B or 0x309C or 0x30A0:
            case >= 0x30A1
            and <= 0x30FA
            or >= 0x30FC
            and <= 0x30FF
            or >= 0x31F0
            and <= 0x31FF
            or >= 0xFF66
            and <= 0xFF9D:
                return WordClass.Katakana;
            case 0x3005
            or 0x3007
            or (>= 0x3021 and <= 0x3029)
            or (>= 0x3041 and <= 0x3096)
            or (>= 0x309D and <= 0x309F):
            case >= 0x3400
            and <= 0x4DBF
            or >= 0x4E00
            and <= 0x9FFF
            or >= 0xF900
            and <= 0xFAFF
            or >= 0x20000
            and <= 0x3FFFF:
                return WordClass.Ideograph;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter
            or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter
            or UnicodeCategory.LetterNumber => WordClass.Letter,
            UnicodeCategory.DecimalDigitNumber => WordClass.Digit,
            UnicodeCategory.ConnectorPunctuation => WordClass.Connector,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark =>
                WordClass.Extend,
            UnicodeCategory.Format => value == 0x200B ? WordClass.Other : WordClass.Extend,
            _ => WordClass.Other,
        };
    }

    private static WordClass OfAscii(char value) =>
        value switch
        {
            (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => WordClass.Letter,
            >= '0' and <= '9' => WordClass.Digit,
            '_' => WordClass.Connector,
            ':' => WordClass.MidLetter,
            ',' or ';' => WordClass.MidNumber,
            '.' or '\'' => WordClass.MidBoth,
            _ => WordClass.Other,
        };
}
