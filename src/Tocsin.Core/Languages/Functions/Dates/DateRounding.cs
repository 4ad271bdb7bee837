using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>Instants rounded down to the beginning of the span they lie in (ES|QL specification, 16.5).</summary>
/// <remarks>
/// One week begins on Monday; several weeks, being days, are blocks counted from 1970 as other numbers of days are. Months are blocks
/// counted from January of year 1.
/// </remarks>
internal sealed class DateRounding
{
    private const long NanosPerMilli = 1_000_000;

    private readonly long _millis;
    private readonly int _months;
    private readonly long _origin;

    private DateRounding(long millis, int months, long origin)
    {
        _millis = millis;
        _months = months;
        _origin = origin;
    }

    /// <summary>The rounding of a span.</summary>
    /// <param name="span">A duration or a period.</param>
    /// <param name="error">Why there is none: the span is not positive, or mixes months and days.</param>
    public static DateRounding? Create(in Value span, out string? error)
    {
        error = null;
        if (span.Kind == ValueKind.TimeDuration)
        {
            if (span.AsLong > 0)
                return new(span.AsLong, 0, 0);
            error = "zero or negative time interval is not supported";
            return null;
        }

        if (span.PeriodMonths < 0 || span.PeriodDays < 0 || (span.PeriodMonths == 0 && span.PeriodDays == 0))
        {
            error = "zero or negative time interval is not supported";
            return null;
        }

        if (span.PeriodMonths > 0 && span.PeriodDays > 0)
        {
            error = "time interval of both months and days is not supported";
            return null;
        }

        // 1970 began on a Thursday: Monday of that week is three days earlier.
        return span.PeriodMonths > 0
            ? new(0, span.PeriodMonths, 0)
            : new(span.PeriodDays * DateMath.MillisPerDay, 0, span.PeriodDays == 7 ? -3 * DateMath.MillisPerDay : 0);
    }

    /// <summary>The beginning of the span that an instant lies in, of the same kind.</summary>
    public Value Round(in Value instant)
    {
        if (instant.Kind != ValueKind.DateNanos)
            return Value.FromDate(Round(instant.AsLong));
        var (millis, _) = DateMath.SplitDays(instant.AsLong, NanosPerMilli);
        return Value.FromDateNanos(Math.Max(0, Round(millis)) * NanosPerMilli);
    }

    /// <summary>The same for milliseconds since 1970.</summary>
    public long Round(long millis)
    {
        if (_months == 0)
        {
            var rest = (Int128)millis - _origin;
            var blocks = rest / _millis;
            if (rest % _millis < 0)
                blocks--;
            return (long)Int128.Max(blocks * _millis + _origin, long.MinValue);
        }

        var total = MonthOf(millis);
        var floor = total - (total % _months + _months) % _months;
        return (long)Int128.Max((Int128)FirstOfMonth(floor) * DateMath.MillisPerDay, long.MinValue);
    }

    /// <summary>How many spans it takes from the beginning of the one that holds <paramref name="from"/> to reach <paramref name="to"/>; at least one.</summary>
    public long CountBetween(long from, long to)
    {
        var beginning = Round(from);
        if (_months == 0)
            return (long)Int128.Clamp(((Int128)to - beginning + _millis - 1) / _millis, 1, long.MaxValue);
        var firstMonth = MonthOf(beginning);
        var lastMonth = MonthOf(Math.Max(beginning, to - 1));
        return (lastMonth - firstMonth) / _months + 1;
    }

    /// <summary>Months since January of year 1.</summary>
    private static long MonthOf(long millis)
    {
        var (days, _) = DateMath.SplitDays(millis, DateMath.MillisPerDay);
        var (year, month, _) = Iso8601.CivilFromDays(days);
        return (year - 1) * 12 + month - 1;
    }

    private static long FirstOfMonth(long monthsSinceYearOne)
    {
        var year = Math.DivRem(monthsSinceYearOne, 12, out var month);
        if (month < 0)
        {
            year--;
            month += 12;
        }

        return Iso8601.DaysFromCivil(year + 1, (int)month + 1, 1);
    }
}
