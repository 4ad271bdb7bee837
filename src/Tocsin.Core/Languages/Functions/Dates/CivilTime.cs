using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>An instant as calendar and clock show it in UTC.</summary>
internal readonly record struct CivilTime
{
    private const long NanosPerMilli = 1_000_000;
    private const long NanosPerDay = DateMath.MillisPerDay * NanosPerMilli;

    /// <summary>Days since 1970.</summary>
    public long EpochDay { get; private init; }

    /// <summary>Nanoseconds since midnight.</summary>
    public long NanoOfDay { get; private init; }

    public long Year { get; private init; }

    /// <summary>From 1.</summary>
    public int Month { get; private init; }

    /// <summary>From 1.</summary>
    public int Day { get; private init; }

    public int Hour => (int)(NanoOfDay / 3_600_000_000_000);

    public int Minute => (int)(NanoOfDay / 60_000_000_000 % 60);

    public int Second => (int)(NanoOfDay / 1_000_000_000 % 60);

    public int NanoOfSecond => (int)(NanoOfDay % 1_000_000_000);

    /// <summary>Monday is 1, Sunday 7.</summary>
    public int DayOfWeek => (int)((EpochDay + 3) % 7 + 7) % 7 + 1;

    /// <summary>From 1.</summary>
    public int DayOfYear => (int)(EpochDay - Iso8601.DaysFromCivil(Year, 1, 1)) + 1;

    /// <summary>An instant of either kind.</summary>
    public static CivilTime Of(in Value instant)
    {
        var isNanos = instant.Kind == ValueKind.DateNanos;
        var (days, ofDay) = DateMath.SplitDays(instant.AsLong, isNanos ? NanosPerDay : DateMath.MillisPerDay);
        var (year, month, day) = Iso8601.CivilFromDays(days);
        return new()
        {
            EpochDay = days,
            NanoOfDay = isNanos ? ofDay : ofDay * NanosPerMilli,
            Year = year,
            Month = month,
            Day = day,
        };
    }

    /// <summary>The week-based year and its week, as ISO 8601 counts them.</summary>
    public (long Year, int Week) IsoWeek()
    {
        // The week belongs to the year of its Thursday.
        var thursday = EpochDay - DayOfWeek + 4;
        var year = Iso8601.CivilFromDays(thursday).Year;
        return (year, (int)((thursday - Iso8601.DaysFromCivil(year, 1, 1)) / 7) + 1);
    }
}
