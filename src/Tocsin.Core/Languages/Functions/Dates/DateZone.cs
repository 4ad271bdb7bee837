using System.Globalization;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>The zone letters of a <see cref="DatePattern"/>: printed for UTC, read as offsets.</summary>
internal static class DateZone
{
    private const int HoursMax = 18;

    /// <summary>Whether a letter stands for a zone.</summary>
    public static bool IsZone(char letter) => letter is 'X' or 'x' or 'Z' or 'O' or 'z' or 'V';

    /// <summary>UTC as a letter prints it.</summary>
    public static string FormatUtc(char letter, int width) =>
        (letter, width) switch
        {
            ('X', _) or ('Z', 5) => "Z",
            ('x', 1) => "+00",
            ('x', 2 or 4) => "+0000",
            ('x', _) => "+00:00",
            ('Z', 4) or ('O', _) => "GMT",
            ('Z', _) => "+0000",
            ('z', 4) => "Coordinated Universal Time",
            ('z', _) => "UTC",
            _ => "Z",
        };

    /// <summary>Reads a zone: <c>Z</c>, <c>UTC</c>, <c>GMT</c>, or an offset with or without colon.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="width">How often it stands.</param>
    /// <param name="text">The text.</param>
    /// <param name="position">Where the zone starts; moved behind it.</param>
    /// <param name="offsetSeconds">East of Greenwich.</param>
    public static bool TryRead(char letter, int width, string text, ref int position, out int offsetSeconds)
    {
        offsetSeconds = 0;
        var hasName = false;
        string[] names = letter is 'z' or 'V' or 'O' || (letter == 'Z' && width == 4) ? ["UTC", "GMT", "UT"] : [];
        foreach (var name in names)
        {
            if (string.CompareOrdinal(text, position, name, 0, name.Length) != 0)
                continue;
            position += name.Length;
            hasName = true;
            break;
        }

        if (!hasName && position < text.Length && text[position] == 'Z' && letter is not ('x' or 'O'))
        {
            position++;
            return letter != 'Z' || width == 5;
        }

        var hasOffset = position < text.Length && text[position] is '+' or '-';
        if (!hasOffset)
            return hasName;
        var sign = text[position++] == '-' ? -1 : 1;
        if (!TryTwoDigits(text, ref position, out var hours))
            return false;
        var minutes = 0;
        if (position < text.Length && (text[position] == ':' || char.IsAsciiDigit(text[position])))
        {
            if (text[position] == ':')
                position++;
            if (!TryTwoDigits(text, ref position, out minutes))
                return false;
        }

        offsetSeconds = sign * (hours * 3600 + minutes * 60);
        return hours <= HoursMax && minutes < 60;
    }

    private static bool TryTwoDigits(string text, ref int position, out int number)
    {
        number = 0;
        if (
            position + 2 > text.Length
            || !int.TryParse(text.AsSpan(position, 2), NumberStyles.None, CultureInfo.InvariantCulture, out number)
        )
            return false;
        position += 2;
        return true;
    }
}
