using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>The parts of an instant under the names of Java's <c>ChronoField</c>.</summary>
internal static class DateParts
{
    private static readonly Dictionary<string, Func<CivilTime, long>> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["aligned_day_of_week_in_month"] = static t => (t.Day - 1) % 7 + 1,
        ["aligned_day_of_week_in_year"] = static t => (t.DayOfYear - 1) % 7 + 1,
        ["aligned_week_of_month"] = static t => (t.Day - 1) / 7 + 1,
        ["aligned_week_of_year"] = static t => (t.DayOfYear - 1) / 7 + 1,
        ["ampm_of_day"] = static t => t.Hour / 12,
        ["clock_hour_of_ampm"] = static t => (t.Hour + 11) % 12 + 1,
        ["clock_hour_of_day"] = static t => (t.Hour + 23) % 24 + 1,
        ["day_of_month"] = static t => t.Day,
        ["day_of_week"] = static t => t.DayOfWeek,
        ["day_of_year"] = static t => t.DayOfYear,
        ["epoch_day"] = static t => t.EpochDay,
        ["era"] = static t => t.Year >= 1 ? 1 : 0,
        ["hour_of_ampm"] = static t => t.Hour % 12,
        ["hour_of_day"] = static t => t.Hour,
        ["instant_seconds"] = static t => t.EpochDay * 86_400 + t.NanoOfDay / 1_000_000_000,
        ["micro_of_day"] = static t => t.NanoOfDay / 1000,
        ["micro_of_second"] = static t => t.NanoOfSecond / 1000,
        ["milli_of_day"] = static t => t.NanoOfDay / 1_000_000,
        ["milli_of_second"] = static t => t.NanoOfSecond / 1_000_000,
        ["minute_of_day"] = static t => t.NanoOfDay / 60_000_000_000,
        ["minute_of_hour"] = static t => t.Minute,
        ["month_of_year"] = static t => t.Month,
        ["nano_of_day"] = static t => t.NanoOfDay,
        ["nano_of_second"] = static t => t.NanoOfSecond,
        ["offset_seconds"] = static _ => 0,
        ["proleptic_month"] = static t => t.Year * 12 + t.Month - 1,
        ["second_of_day"] = static t => t.NanoOfDay / 1_000_000_000,
        ["second_of_minute"] = static t => t.Second,
        ["year"] = static t => t.Year,
        ["year_of_era"] = static t => t.Year >= 1 ? t.Year : 1 - t.Year,
    };

    /// <summary>How to get the part of a name in any case, or null.</summary>
    public static Func<CivilTime, long>? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The message for a name that is none.</summary>
    public static string DescribeUnknown(string name) =>
        NearestName.Find(name, ByName.Keys.Order(StringComparer.Ordinal)) is { } nearest
            ? $"`{name}` is not a part of a date; did you mean `{nearest}`?"
            : $"`{name}` is not a part of a date";
}
