using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tocsin.Core.Values;

/// <summary>Instants in the one form that nearly all logs have: <c>yyyy-MM-ddTHH:mm:ss</c>, a fraction of 3, 6 or 9 digits or none, <c>Z</c>.</summary>
/// <remarks>Digits are checked and joined eight bytes at a time. <see cref="Iso8601.TryParse"/> reads all other forms, and says what is wrong.</remarks>
internal static class FixedInstant
{
    private const int SecondsLength = 19;

    // The signs of `yyyy-MM-` and `ddTHH:mm`, and which bytes of the words are digits.
    private const ulong DateSigns = 0x2D00_002D_0000_0000;
    private const ulong DateDigits = 0x00FF_FF00_FFFF_FFFF;
    private const ulong TimeSigns = 0x0000_3A00_0054_0000;
    private const ulong TimeDigits = 0xFFFF_00FF_FF00_FFFF;

    /// <summary>Reads an instant.</summary>
    /// <param name="text">The characters.</param>
    /// <param name="millis">Milliseconds since 1970, the fraction cut.</param>
    /// <param name="nanosOfMilli">What the cut lost, 0 to 999,999.</param>
    /// <returns>False for another form, and for what is no instant.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long millis, out int nanosOfMilli)
    {
        millis = 0;
        nanosOfMilli = 0;
        if (text.Length <= SecondsLength || text[^1] != 'Z' || text[16] != ':')
            return false;
        var date = BinaryPrimitives.ReadUInt64LittleEndian(text);
        var time = BinaryPrimitives.ReadUInt64LittleEndian(text[8..]);
        var seconds = (ulong)(text[17] | text[18] << 8);
        if (!TryDigits(ref date, DateSigns, DateDigits) || !TryDigits(ref time, TimeSigns, TimeDigits))
            return false;
        if (!TryDigits(ref seconds, 0, 0xFFFF))
            return false;
        var nanos = 0u;
        var fraction = text[SecondsLength..^1];
        if (!fraction.IsEmpty && !TryFraction(fraction, out nanos))
            return false;

        var year = Pair(date, 0) * 100 + Pair(date, 2);
        var month = Pair(date, 5);
        var day = Pair(time, 0);
        var hour = Pair(time, 3);
        var minute = Pair(time, 6);
        var second = Pair(seconds, 0);
        if (month is < 1 or > 12 || day < 1 || day > Iso8601.DaysInMonth(year, month))
            return false;
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        var days = Iso8601.DaysFromCivil(year, month, day);
        millis = (days * 86_400 + hour * 3600 + minute * 60 + second) * 1000 + nanos / 1_000_000;
        nanosOfMilli = (int)(nanos % 1_000_000);
        return true;
    }

    /// <summary>Takes the signs and the zeros' code from a word; false where its signs are others or a digit is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryDigits(ref ulong word, ulong signs, ulong digits)
    {
        const ulong Zeros = 0x3030_3030_3030_3030;
        const ulong HighHalves = 0xF0F0_F0F0_F0F0_F0F0;
        const ulong AboveNine = 0x0606_0606_0606_0606;
        if ((word & ~digits) != signs)
            return false;
        word &= digits;
        // A digit's high half is 3, also when what would make a digit above nine overflow is added.
        var isDigits = (word & HighHalves & digits) == (Zeros & digits);
        word ^= Zeros & digits;
        return isDigits && ((word + (AboveNine & digits)) & HighHalves & digits) == 0;
    }

    /// <summary>The number that two digits make.</summary>
    private static int Pair(ulong word, int place) =>
        (int)(word >> place * 8 & 0xF) * 10 + (int)(word >> (place + 1) * 8 & 0xF);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFraction(ReadOnlySpan<byte> fraction, out uint nanos)
    {
        nanos = 0;
        if (fraction[0] != '.' || fraction.Length is not (4 or 7 or 10))
            return false;
        foreach (var character in fraction[1..])
        {
            var digit = (uint)(character - '0');
            if (digit > 9)
                return false;
            nanos = nanos * 10 + digit;
        }

        nanos *= fraction.Length switch
        {
            4 => 1_000_000u,
            7 => 1000u,
            _ => 1u,
        };
        return true;
    }
}
