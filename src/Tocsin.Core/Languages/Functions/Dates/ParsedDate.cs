using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>What a text said of a date; the rest is that of 1970-01-01T00:00Z.</summary>
internal struct ParsedDate
{
    /// <summary>The last year that milliseconds reach.</summary>
    private const long YearMax = 292_278_994;

    public long? Year;
    public bool IsBeforeEra;
    public int? Month;
    public int? Day;
    public int? DayOfYear;
    public int? DayOfWeek;
    public long? WeekYear;
    public int? Week;
    public int? Hour;
    public int? HourOfHalf;
    public bool? IsAfternoon;
    public int Minute;
    public int Second;
    public int Nano;
    public long? NanoOfDay;
    public int OffsetSeconds;

    /// <summary>The instant in milliseconds since 1970; false where the fields do not make a date.</summary>
    public readonly bool TryToMillis(out long millis)
    {
        millis = 0;
        if (!TryToDay(out var day) || !TryToNanoOfDay(out var nanoOfDay))
            return false;
        var total = (Int128)day * DateMath.MillisPerDay + nanoOfDay / 1_000_000 - OffsetSeconds * 1000L;
        millis = (long)Int128.Clamp(total, long.MinValue, long.MaxValue);
        return millis == total;
    }

    private readonly bool TryToDay(out long day)
    {
        day = 0;
        if (WeekYear is { } weekYear)
        {
            if (weekYear is < -YearMax or > YearMax)
                return false;
            var january4 = Iso8601.DaysFromCivil(weekYear, 1, 4);
            var monday = january4 - (january4 + 3) % 7;
            day = monday + ((Week ?? 1) - 1) * 7L + (DayOfWeek ?? 1) - 1;
            return Week is null or (>= 1 and <= 53);
        }

        var year = Year ?? 1970;
        if (IsBeforeEra)
            year = 1 - year;
        if (year is < -YearMax or > YearMax)
            return false;
        if (DayOfYear is { } dayOfYear)
        {
            day = Iso8601.DaysFromCivil(year, 1, 1) + dayOfYear - 1;
            return dayOfYear >= 1 && day < Iso8601.DaysFromCivil(year + 1, 1, 1);
        }

        var month = Month ?? 1;
        var dayOfMonth = Day ?? 1;
        if (month is < 1 or > 12 || dayOfMonth < 1 || dayOfMonth > Iso8601.DaysInMonth(year, month))
            return false;
        day = Iso8601.DaysFromCivil(year, month, dayOfMonth);
        return true;
    }

    private readonly bool TryToNanoOfDay(out long nanos)
    {
        nanos = NanoOfDay ?? 0;
        if (NanoOfDay is not null)
            return nanos is >= 0 and < 86_400_000_000_000;
        var hour = Hour ?? (HourOfHalf is { } half ? half % 12 + (IsAfternoon == true ? 12 : 0) : 0);
        nanos = ((hour * 60L + Minute) * 60 + Second) * 1_000_000_000 + Nano;
        return hour is >= 0 and < 24 && Minute is >= 0 and < 60 && Second is >= 0 and < 60;
    }
}
