using System.Globalization;

namespace Tocsin.Core.Values;

/// <summary>Instants as text, in UTC. The calendar is proleptic ISO; years run far beyond what <see cref="DateTime"/> holds.</summary>
internal static class Iso8601
{
    private const long MillisPerDay = 86_400_000;

    /// <summary>Milliseconds since 1970 as <c>yyyy-MM-ddTHH:mm:ss.SSSZ</c>; years beyond 9999 get a sign.</summary>
    public static string Format(long millis)
    {
        var day = Math.DivRem(millis, MillisPerDay, out var rest);
        if (rest < 0)
        {
            day--;
            rest += MillisPerDay;
        }

        var (year, month, dayOfMonth) = CivilFromDays(day);
        var yearText = year is >= 0 and <= 9999
            ? year.ToString("0000", CultureInfo.InvariantCulture)
            : year.ToString("+0;-0000", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{yearText}-{month:00}-{dayOfMonth:00}T{rest / 3_600_000:00}:{rest / 60_000 % 60:00}:{rest / 1000 % 60:00}.{rest % 1000:000}Z"
        );
    }

    /// <summary>The most bytes that <see cref="Format(long, Span{byte})"/> writes.</summary>
    public const int TextBytesMax = 40;

    /// <summary>As <see cref="Format(long)"/>, into bytes; returns how many were written.</summary>
    /// <param name="millis">Milliseconds since 1970.</param>
    /// <param name="target">At least <see cref="TextBytesMax"/> bytes.</param>
    public static int Format(long millis, Span<byte> target)
    {
        var day = (int)Math.Clamp(millis / MillisPerDay, int.MinValue, int.MaxValue);
        var (year, month, dayOfMonth) = CivilFromDays(day);
        if (millis < 0 || year > 9999)
            return System.Text.Encoding.ASCII.GetBytes(Format(millis), target);
        var rest = (int)(millis % MillisPerDay);
        Digits(target, (int)year, 4, (byte)'-');
        Digits(target[5..], (int)month, 2, (byte)'-');
        Digits(target[8..], (int)dayOfMonth, 2, (byte)'T');
        Digits(target[11..], rest / 3_600_000, 2, (byte)':');
        Digits(target[14..], rest / 60_000 % 60, 2, (byte)':');
        Digits(target[17..], rest / 1000 % 60, 2, (byte)'.');
        Digits(target[20..], rest % 1000, 3, (byte)'Z');
        return 24;
    }

    private static void Digits(Span<byte> target, int number, int count, byte behind)
    {
        target[count] = behind;
        for (var i = count - 1; i >= 0; i--)
        {
            target[i] = (byte)('0' + number % 10);
            number /= 10;
        }
    }

    /// <summary>Nanoseconds since 1970 with as many fraction digits as needed: 3, 6 or 9.</summary>
    public static string FormatNanos(long nanos)
    {
        var millis = Math.DivRem(nanos, 1_000_000, out var rest);
        if (rest < 0)
        {
            millis--;
            rest += 1_000_000;
        }

        var text = Format(millis);
        if (rest == 0)
            return text;
        var fraction =
            rest % 1000 == 0
                ? (rest / 1000).ToString("000", CultureInfo.InvariantCulture)
                : rest.ToString("000000", CultureInfo.InvariantCulture);
        return string.Concat(text.AsSpan(0, text.Length - 1), fraction, "Z");
    }

    /// <summary>
    /// Reads an ISO date with optional parts: year, month, day, <c>T</c> hour, minute, second, a fraction of 1 to 9 digits, and
    /// behind a <c>T</c> the zone, <c>Z</c> or an offset (UTC if none). Source: ES|QL specification, 16.2.
    /// </summary>
    /// <param name="text">The characters, ASCII.</param>
    /// <param name="millis">Milliseconds since 1970, the fraction cut.</param>
    /// <param name="nanosOfMilli">What the cut lost, 0 to 999,999.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long millis, out int nanosOfMilli)
    {
        if (FixedInstant.TryParse(text, out millis, out nanosOfMilli))
            return true;
        millis = 0;
        nanosOfMilli = 0;
        var position = 0;
        if (!TryDigits(text, ref position, 4, out var year))
            return false;
        int month = 1,
            day = 1,
            hour = 0,
            minute = 0,
            second = 0,
            nanos = 0;
        if (TryChar(text, ref position, (byte)'-'))
        {
            if (!TryDigits(text, ref position, 2, out month))
                return false;
            if (TryChar(text, ref position, (byte)'-') && !TryDigits(text, ref position, 2, out day))
                return false;
        }

        var hasTime = TryChar(text, ref position, (byte)'T');
        if (hasTime && position < text.Length)
        {
            if (!TryDigits(text, ref position, 2, out hour))
                return false;
            if (TryChar(text, ref position, (byte)':'))
            {
                if (!TryDigits(text, ref position, 2, out minute))
                    return false;
                if (TryChar(text, ref position, (byte)':'))
                {
                    if (!TryDigits(text, ref position, 2, out second))
                        return false;
                    if (
                        (TryChar(text, ref position, (byte)'.') || TryChar(text, ref position, (byte)','))
                        && !TryFraction(text, ref position, out nanos)
                    )
                        return false;
                }
            }
        }

        var offsetMinutes = 0;
        if (hasTime && !TryOffset(text, ref position, out offsetMinutes))
            return false;
        if (position != text.Length)
            return false;
        if (
            month is < 1 or > 12
            || day < 1
            || day > DaysInMonth(year, month)
            || hour > 23
            || minute > 59
            || second > 59
        )
            return false;
        millis =
            DaysFromCivil(year, month, day) * MillisPerDay
            + ((hour * 60L + minute - offsetMinutes) * 60 + second) * 1000
            + nanos / 1_000_000;
        nanosOfMilli = nanos % 1_000_000;
        return true;
    }

    /// <summary>Days since 1970 of a civil date. After the well-known algorithm with years that start in March.</summary>
    public static long DaysFromCivil(long year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = Math.DivRem(y >= 0 ? y : y - 399, 400).Quotient;
        var yearOfEra = y - era * 400;
        var dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        var dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    /// <summary>The civil date of a number of days since 1970.</summary>
    public static (long Year, int Month, int Day) CivilFromDays(long days)
    {
        var shifted = days + 719_468;
        var era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097;
        var dayOfEra = shifted - era * 146_097;
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var shiftedMonth = (5 * dayOfYear + 2) / 153;
        var day = (int)(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
        var month = (int)(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
    }

    /// <summary>How many days a month has.</summary>
    public static int DaysInMonth(long year, int month) =>
        month switch
        {
            2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
            4 or 6 or 9 or 11 => 30,
            _ => 31,
        };

    private static bool TryOffset(ReadOnlySpan<byte> text, ref int position, out int minutes)
    {
        minutes = 0;
        if (position == text.Length || TryChar(text, ref position, (byte)'Z'))
            return true;
        var sign = text[position] switch
        {
            (byte)'+' => 1,
            (byte)'-' => -1,
            _ => 0,
        };
        position++;
        if (sign == 0 || !TryDigits(text, ref position, 2, out var hours))
            return false;
        var rest = 0;
        if (TryChar(text, ref position, (byte)':') || position < text.Length)
        {
            if (!TryDigits(text, ref position, 2, out rest))
                return false;
        }

        minutes = sign * (hours * 60 + rest);
        return hours <= 18 && rest < 60;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, ref int position, out int nanos)
    {
        nanos = 0;
        var digits = 0;
        while (position < text.Length && char.IsAsciiDigit((char)text[position]) && digits < 9)
        {
            nanos = nanos * 10 + text[position++] - '0';
            digits++;
        }

        for (var i = digits; i < 9; i++)
            nanos *= 10;
        return digits > 0;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, ref int position, int count, out int number)
    {
        number = 0;
        if (position + count > text.Length)
            return false;
        for (var i = 0; i < count; i++)
        {
            var digit = text[position + i] - '0';
            if (digit is < 0 or > 9)
                return false;
            number = number * 10 + digit;
        }

        position += count;
        return true;
    }

    private static bool TryChar(ReadOnlySpan<byte> text, ref int position, byte expected)
    {
        if (position >= text.Length || text[position] != expected)
            return false;
        position++;
        return true;
    }
}
