using System.Globalization;
using Tocsin.Core.Fields;

namespace Tocsin.Core.Values;

/// <summary>Time spans as users write them: <c>5m</c>, <c>1 hour</c>, <c>30 seconds</c> (ES|QL specification, 16.3).</summary>
internal static class SpanText
{
    /// <summary>The words for units, to suggest from.</summary>
    public static readonly IReadOnlyList<string> Units =
    [
        "millisecond",
        "milliseconds",
        "ms",
        "second",
        "seconds",
        "sec",
        "s",
        "minute",
        "minutes",
        "min",
        "m",
        "hour",
        "hours",
        "h",
        "day",
        "days",
        "d",
        "week",
        "weeks",
        "w",
        "month",
        "months",
        "mo",
        "quarter",
        "quarters",
        "q",
        "year",
        "years",
        "yr",
        "y",
    ];

    /// <summary>Reads number, optional blanks, unit.</summary>
    /// <param name="text">The whole text must be the span; a sign is allowed.</param>
    /// <param name="span">The span, where the result is true.</param>
    /// <param name="type"><see cref="DataType.TimeDuration"/> or <see cref="DataType.DatePeriod"/>.</param>
    public static bool TryParse(string text, out Value span, out DataType type)
    {
        span = default;
        type = DataType.Null;
        var trimmed = text.AsSpan().Trim();
        var end = 0;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || (end == 0 && trimmed[0] is '+' or '-')))
            end++;
        return long.TryParse(trimmed[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            && TryCreate(count, trimmed[end..].Trim(), out span, out type);
    }

    /// <summary>A number of units; false for an unknown unit or a number too large.</summary>
    /// <param name="count">How many.</param>
    /// <param name="unit">A word of <see cref="Units"/>, in any case.</param>
    /// <param name="span">The span, where the result is true.</param>
    /// <param name="type"><see cref="DataType.TimeDuration"/> or <see cref="DataType.DatePeriod"/>.</param>
    public static bool TryCreate(long count, ReadOnlySpan<char> unit, out Value span, out DataType type)
    {
        span = default;
        type = DataType.TimeDuration;
        Span<char> word = stackalloc char[16];
        if (unit.Length > word.Length)
            return false;
        word = word[..unit.ToLowerInvariant(word)];
        var millis = word switch
        {
            "millisecond" or "milliseconds" or "ms" => 1L,
            "second" or "seconds" or "sec" or "s" => 1000L,
            "minute" or "minutes" or "min" or "m" => 60_000L,
            "hour" or "hours" or "h" => 3_600_000L,
            _ => 0L,
        };
        if (millis > 0)
        {
            span = Value.FromDuration(unchecked(count * millis));
            return Int128.Abs((Int128)count * millis) <= long.MaxValue;
        }

        type = DataType.DatePeriod;
        var (months, days) = word switch
        {
            "day" or "days" or "d" => (0, 1),
            "week" or "weeks" or "w" => (0, 7),
            "month" or "months" or "mo" => (1, 0),
            "quarter" or "quarters" or "q" => (3, 0),
            "year" or "years" or "yr" or "y" => (12, 0),
            _ => (0, 0),
        };
        if (Int128.Abs((Int128)count) > int.MaxValue / 12)
            return false;
        span = Value.FromPeriod(months * (int)count, days * (int)count);
        return months + days > 0;
    }
}
