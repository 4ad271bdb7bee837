using System.Globalization;
using System.Text;

namespace Tocsin.Core.Sinks;

/// <summary>Text as a terminal shows it: how wide it is, cut to a width, and rid of what would steer the terminal.</summary>
internal static class DisplayText
{
    /// <summary>The text on one line, with control and direction-changing characters made visible as <c>�</c>, line breaks and tabs as blanks.</summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r')
                clean.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format)
                clean.Append('\uFFFD');
            else
                clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>How many columns of a terminal the text takes.</summary>
    public static int WidthOf(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text.Length;
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += WidthOf(rune);
        return width;
    }

    /// <summary>The text, cut with <c>…</c> where it takes more than a number of columns.</summary>
    public static string Cut(string text, int width)
    {
        if (WidthOf(text) <= width)
            return text;
        var cut = new StringBuilder();
        var used = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            used += WidthOf(rune);
            if (used > width)
                break;
            cut.Append(rune.ToString());
        }

        return width <= 0 ? "" : cut.Append('…').ToString();
    }

    // East Asian wide and emoji blocks take two columns, marks none; close enough for aligning.
    private static int WidthOf(Rune rune) =>
        rune.Value switch
        {
            >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 => 2,
            >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 => 2,
            >= 0x1F300 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD => 2,
            _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark =>
                0,
            _ => 1,
        };
}
