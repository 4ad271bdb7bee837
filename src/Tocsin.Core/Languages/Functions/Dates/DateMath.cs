using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>Instants moved by time spans, in UTC (ES|QL specification, 16.4).</summary>
internal static class DateMath
{
    public const long MillisPerDay = 86_400_000;

    private const long NanosPerMilli = 1_000_000;

    /// <summary>An instant moved by a span; false where the result does not fit.</summary>
    /// <param name="instant">Of kind <see cref="ValueKind.Date"/> or <see cref="ValueKind.DateNanos"/>; the result is of the same.</param>
    /// <param name="span">A duration or a period.</param>
    /// <param name="sign">1 or -1.</param>
    /// <param name="moved">The result.</param>
    public static bool TryMove(in Value instant, in Value span, int sign, out Value moved)
    {
        var unit = instant.Kind == ValueKind.DateNanos ? NanosPerMilli : 1;
        Int128 result =
            span.Kind == ValueKind.TimeDuration
                ? instant.AsLong + (Int128)span.AsLong * sign * unit
                : MovePeriod(instant.AsLong, MillisPerDay * unit, span, sign);
        // Nanoseconds before 1970 do not exist.
        if (result > long.MaxValue || result < (unit == 1 ? long.MinValue : 0))
        {
            moved = default;
            return false;
        }

        moved = unit == 1 ? Value.FromDate((long)result) : Value.FromDateNanos((long)result);
        return true;
    }

    /// <summary>The sum or difference of spans of one kind; false where it does not fit.</summary>
    public static bool TryAddSpans(in Value left, in Value right, int sign, out Value sum)
    {
        sum = default;
        if (left.Kind == ValueKind.TimeDuration)
        {
            var millis = left.AsLong + (Int128)right.AsLong * sign;
            if (millis > long.MaxValue || millis < long.MinValue)
                return false;
            sum = Value.FromDuration((long)millis);
            return true;
        }

        var months = left.PeriodMonths + (long)right.PeriodMonths * sign;
        var days = left.PeriodDays + (long)right.PeriodDays * sign;
        if (months != (int)months || days != (int)days)
            return false;
        sum = Value.FromPeriod((int)months, (int)days);
        return true;
    }

    /// <summary>Whole days since 1970 and the rest of the day, never negative.</summary>
    public static (long Days, long OfDay) SplitDays(long instant, long unitsPerDay)
    {
        var (days, rest) = Math.DivRem(instant, unitsPerDay);
        return rest < 0 ? (days - 1, rest + unitsPerDay) : (days, rest);
    }

    /// <summary>A day moved by months: the same day of the month, or its last one where the month is shorter.</summary>
    public static long AddMonths(long days, long months)
    {
        if (months == 0)
            return days;
        var (year, month, day) = Iso8601.CivilFromDays(days);
        var total = year * 12 + month - 1 + months;
        var newYear = Math.DivRem(total, 12, out var newMonth);
        if (newMonth < 0)
        {
            newYear--;
            newMonth += 12;
        }

        var last = Iso8601.DaysInMonth(newYear, (int)newMonth + 1);
        return Iso8601.DaysFromCivil(newYear, (int)newMonth + 1, Math.Min(day, last));
    }

    private static Int128 MovePeriod(long instant, long unitsPerDay, in Value period, int sign)
    {
        var (days, rest) = SplitDays(instant, unitsPerDay);
        days = AddMonths(days, (long)period.PeriodMonths * sign) + (long)period.PeriodDays * sign;
        return (Int128)days * unitsPerDay + rest;
    }
}
