using System.Globalization;
using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>A way to print and read dates.</summary>
/// <param name="Name">As the query wrote it, for warnings.</param>
/// <param name="Format">An instant as text.</param>
/// <param name="TryParse">Milliseconds since 1970 of a text, or null.</param>
internal sealed record DateFormatter(string Name, Func<Value, string> Format, Func<string, long?> TryParse);

/// <summary>Formats by the names that Elasticsearch gives them, or by a Java pattern; several are separated by <c>||</c>.</summary>
internal static class DateFormats
{
    private static readonly Dictionary<string, string> Patterns = new(StringComparer.Ordinal)
    {
        ["basic_date"] = "yyyyMMdd",
        ["basic_date_time"] = "yyyyMMdd'T'HHmmss.SSSX",
        ["basic_date_time_no_millis"] = "yyyyMMdd'T'HHmmssX",
        ["basic_ordinal_date"] = "yyyyDDD",
        ["basic_time"] = "HHmmss.SSSX",
        ["basic_time_no_millis"] = "HHmmssX",
        ["basic_week_date"] = "YYYY'W'wwe",
        ["date"] = "yyyy-MM-dd",
        ["date_hour"] = "yyyy-MM-dd'T'HH",
        ["date_hour_minute"] = "yyyy-MM-dd'T'HH:mm",
        ["date_hour_minute_second"] = "yyyy-MM-dd'T'HH:mm:ss",
        ["date_hour_minute_second_fraction"] = "yyyy-MM-dd'T'HH:mm:ss.SSS",
        ["date_hour_minute_second_millis"] = "yyyy-MM-dd'T'HH:mm:ss.SSS",
        ["date_time"] = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
        ["date_time_no_millis"] = "yyyy-MM-dd'T'HH:mm:ssXXX",
        ["hour"] = "HH",
        ["hour_minute"] = "HH:mm",
        ["hour_minute_second"] = "HH:mm:ss",
        ["hour_minute_second_fraction"] = "HH:mm:ss.SSS",
        ["hour_minute_second_millis"] = "HH:mm:ss.SSS",
        ["ordinal_date"] = "yyyy-DDD",
        ["ordinal_date_time"] = "yyyy-DDD'T'HH:mm:ss.SSSXXX",
        ["ordinal_date_time_no_millis"] = "yyyy-DDD'T'HH:mm:ssXXX",
        ["t_time"] = "'T'HH:mm:ss.SSSXXX",
        ["t_time_no_millis"] = "'T'HH:mm:ssXXX",
        ["time"] = "HH:mm:ss.SSSXXX",
        ["time_no_millis"] = "HH:mm:ssXXX",
        ["week_date"] = "YYYY-'W'ww-e",
        ["weekyear"] = "YYYY",
        ["weekyear_week"] = "YYYY-'W'ww",
        ["weekyear_week_day"] = "YYYY-'W'ww-e",
        ["year"] = "yyyy",
        ["year_month"] = "yyyy-MM",
        ["year_month_day"] = "yyyy-MM-dd",
    };

    /// <summary>What dates are printed as and read from unless a query says otherwise.</summary>
    public static readonly DateFormatter Default = new("strict_date_optional_time", FormatIso, ParseIso);

    /// <summary>The formatter of a name, a pattern, or several of them; null with a reason where it is none.</summary>
    public static DateFormatter? Parse(string text, out string? error)
    {
        error = null;
        var parts = text.Split("||");
        var formatters = new DateFormatter[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (ParseOne(parts[i].Trim(), out error) is not { } formatter)
                return null;
            formatters[i] = formatter;
        }

        if (formatters.Length == 1)
            return formatters[0] with { Name = text };
        return new(
            text,
            formatters[0].Format,
            t =>
            {
                foreach (var formatter in formatters)
                {
                    if (formatter.TryParse(t) is { } millis)
                        return millis;
                }

                return null;
            }
        );
    }

    private static DateFormatter? ParseOne(string text, out string? error)
    {
        error = null;
        switch (text)
        {
            case "":
                error = "a date format must not be empty";
                return null;
            case "epoch_millis":
                return new(text, static v => Millis(v).ToString(CultureInfo.InvariantCulture), t => ParseEpoch(t, 1));
            case "epoch_second":
                return new(
                    text,
                    static v => Math.Floor(Millis(v) / 1000m).ToString(CultureInfo.InvariantCulture),
                    t => ParseEpoch(t, 1000)
                );
            case "iso8601":
            case "date_optional_time":
            case "strict_date_optional_time":
            case "strict_date_optional_time_nanos":
                return Default;
        }

        var name = text.StartsWith("strict_", StringComparison.Ordinal) ? text["strict_".Length..] : text;
        var pattern = DatePattern.Parse(Patterns.GetValueOrDefault(name, text), out error);
        return pattern is null
            ? null
            : new(text, v => pattern.Format(CivilTime.Of(v)), t => pattern.TryParse(t, out var millis) ? millis : null);
    }

    private static string FormatIso(Value date) => ValueText.Format(date);

    private static long? ParseIso(string text) =>
        Iso8601.TryParse(Encoding.UTF8.GetBytes(text), out var millis, out _) ? millis : null;

    private static long? ParseEpoch(string text, int unit) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
        && Math.Abs(number) < long.MaxValue / 1000
            ? (long)Math.Floor(number * unit)
            : null;

    private static long Millis(in Value date) =>
        date.Kind == ValueKind.DateNanos ? DateMath.SplitDays(date.AsLong, 1_000_000).Days : date.AsLong;
}
