using Tocsin.Core.Rules.Tree;

namespace Tocsin.Core.Rules.Toml;

/// <summary>Checks dates and times against RFC 3339 as TOML 1.0 uses it.</summary>
internal static class TomlDateTime
{
    /// <summary>The form of a text, or null where it is none or names a day or time that does not exist.</summary>
    /// <param name="text">With a capital <c>T</c> between date and time, and a capital <c>Z</c>.</param>
    public static DateTimeForm? Recognise(ReadOnlySpan<char> text)
    {
        if (text.Length > 2 && text[2] == ':')
            return IsTime(text) ? DateTimeForm.LocalTime : null;
        if (text.Length < 10 || !IsDate(text[..10]))
            return null;
        if (text.Length == 10)
            return DateTimeForm.LocalDate;
        if (text[10] != 'T')
            return null;
        var time = text[11..];
        var offset = time.IndexOfAny('Z', '+', '-');
        if (offset < 0)
            return IsTime(time) ? DateTimeForm.LocalDateTime : null;
        return IsTime(time[..offset]) && IsOffset(time[offset..]) ? DateTimeForm.OffsetDateTime : null;
    }

    private static bool IsDate(ReadOnlySpan<char> text)
    {
        if (text[4] != '-' || text[7] != '-')
            return false;
        if (!TryNumber(text[..4], out var year) || !TryNumber(text[5..7], out var month))
            return false;
        if (!TryNumber(text[8..10], out var day) || month is < 1 or > 12 || day < 1)
            return false;
        var isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        var days = month switch
        {
            2 => isLeapYear ? 29 : 28,
            4 or 6 or 9 or 11 => 30,
            _ => 31,
        };
        return day <= days;
    }

    private static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text.Length < 8 || text[2] != ':' || text[5] != ':')
            return false;
        if (!TryNumber(text[..2], out var hour) || !TryNumber(text[3..5], out var minute))
            return false;
        // 60 is a leap second.
        if (!TryNumber(text[6..8], out var second) || hour > 23 || minute > 59 || second > 60)
            return false;
        var fraction = text[8..];
        return fraction.IsEmpty
            || (fraction[0] == '.' && fraction.Length > 1 && fraction[1..].IndexOfAnyExceptInRange('0', '9') < 0);
    }

    private static bool IsOffset(ReadOnlySpan<char> text)
    {
        if (text is "Z")
            return true;
        return text.Length == 6
            && text[0] is '+' or '-'
            && text[3] == ':'
            && TryNumber(text[1..3], out var hour)
            && TryNumber(text[4..6], out var minute)
            && hour <= 23
            && minute <= 59;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = number * 10 + (c - '0');
        }

        return true;
    }
}
