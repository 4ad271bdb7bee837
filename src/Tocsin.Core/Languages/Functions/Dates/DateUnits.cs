using Tocsin.Core.Diagnostics;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>A unit of <c>DATE_DIFF</c>.</summary>
internal enum DateUnit
{
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
}

/// <summary>Names of units and elapsed units between instants (ES|QL specification, 16.6).</summary>
internal static class DateUnits
{
    private const long NanosPerMilli = 1_000_000;
    private const int MonthsPerYear = 12;
    private const int MonthsPerQuarter = 3;

    /// <summary>More than any month has days, so that month and day pack into one number.</summary>
    private const int PackedMonth = 32;

    private static readonly Dictionary<string, DateUnit> ByName = IndexByName([
        (DateUnit.Year, ["year", "years", "yyyy", "yy"]),
        (DateUnit.Quarter, ["quarter", "quarters", "qq", "q"]),
        (DateUnit.Month, ["month", "months", "mm", "m"]),
        (DateUnit.Week, ["week", "weeks", "wk", "ww"]),
        // The day of the year and of the week count days, too.
        (DateUnit.Day, ["day", "days", "dd", "d", "dayofyear", "dy", "y", "weekday", "weekdays", "dw"]),
        (DateUnit.Hour, ["hour", "hours", "hh"]),
        (DateUnit.Minute, ["minute", "minutes", "mi", "n"]),
        (DateUnit.Second, ["second", "seconds", "ss", "s"]),
        (DateUnit.Millisecond, ["millisecond", "milliseconds", "ms"]),
        (DateUnit.Microsecond, ["microsecond", "microseconds", "mcs"]),
        (DateUnit.Nanosecond, ["nanosecond", "nanoseconds", "ns"]),
    ]);

    private static Dictionary<string, DateUnit> IndexByName((DateUnit Unit, string[] Names)[] units)
    {
        var byName = new Dictionary<string, DateUnit>(StringComparer.OrdinalIgnoreCase);
        foreach (var (unit, names) in units)
        {
            foreach (var name in names)
                byName.Add(name, unit);
        }

        return byName;
    }

    /// <summary>The unit of a name in any case.</summary>
    public static bool TryFind(string name, out DateUnit unit) => ByName.TryGetValue(name, out unit);

    /// <summary>The message for a name that is none.</summary>
    public static string DescribeUnknown(string name) =>
        NearestName.Find(name, ByName.Keys.Order(StringComparer.Ordinal)) is { } nearest
            ? $"`{name}` is not a date unit; did you mean `{nearest}`?"
            : $"`{name}` is not a date unit";

    /// <summary>Fully elapsed units from a start to an end, truncated toward zero.</summary>
    public static Int128 Between(DateUnit unit, in Value start, in Value end)
    {
        var nanos = ToNanos(end) - ToNanos(start);
        return unit switch
        {
            DateUnit.Year => MonthsBetween(start, end) / MonthsPerYear,
            DateUnit.Quarter => MonthsBetween(start, end) / MonthsPerQuarter,
            DateUnit.Month => MonthsBetween(start, end),
            DateUnit.Week => nanos / (DateMath.MillisPerDay * NanosPerMilli * 7),
            DateUnit.Day => nanos / (DateMath.MillisPerDay * NanosPerMilli),
            DateUnit.Hour => nanos / 3_600_000_000_000,
            DateUnit.Minute => nanos / 60_000_000_000,
            DateUnit.Second => nanos / 1_000_000_000,
            DateUnit.Millisecond => nanos / NanosPerMilli,
            DateUnit.Microsecond => nanos / 1000,
            _ => nanos,
        };
    }

    private static Int128 ToNanos(in Value instant) =>
        instant.Kind == ValueKind.DateNanos ? instant.AsLong : (Int128)instant.AsLong * NanosPerMilli;

    private static long MonthsBetween(in Value start, in Value end)
    {
        var from = CivilTime.Of(start);
        var until = CivilTime.Of(end);
        var lastDay = until.EpochDay;
        // A day that has begun but not elapsed does not count.
        if (lastDay > from.EpochDay && until.NanoOfDay < from.NanoOfDay)
            lastDay--;
        else if (lastDay < from.EpochDay && until.NanoOfDay > from.NanoOfDay)
            lastDay++;
        var (year, month, day) = Iso8601.CivilFromDays(lastDay);
        var packedStart = (from.Year * MonthsPerYear + from.Month) * PackedMonth + from.Day;
        var packedEnd = (year * MonthsPerYear + month) * PackedMonth + day;
        return (packedEnd - packedStart) / PackedMonth;
    }
}
