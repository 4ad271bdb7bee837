using System.Globalization;
using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>An instant or a span of time as query texts write it: <c>2026-01-02</c>, <c>now-30d/d</c>, <c>2026-01-02||+1M/M</c>, milliseconds since 1970.</summary>
/// <remarks>
/// An incomplete date, or one rounded to a unit, stands for a span. <see cref="First"/> and <see cref="Last"/> are its ends; for an instant
/// they are the same millisecond. Semantics: KQL specification, K28 and K29. Immutable.
/// </remarks>
internal sealed class DateMath
{
    private const long MillisPerDay = 86_400_000;
    private const int DigitsMax = 9;
    private const long YearMax = 200_000_000;

    private readonly long _first;
    private readonly long _last;
    private readonly Step[] _steps;

    private DateMath(bool usesNow, long first, long last, Step[] steps)
    {
        UsesNow = usesNow;
        _first = first;
        _last = last;
        _steps = steps;
    }

    /// <summary>Whether it begins with <c>now</c>.</summary>
    public bool UsesNow { get; }

    /// <summary>The first millisecond of the span.</summary>
    /// <param name="nowMillis">What <c>now</c> is, milliseconds since 1970.</param>
    public long First(long nowMillis) => Run(UsesNow ? nowMillis : _first, isLast: false);

    /// <summary>The last millisecond of the span.</summary>
    /// <param name="nowMillis">What <c>now</c> is, milliseconds since 1970.</param>
    public long Last(long nowMillis) => Run(UsesNow ? nowMillis : _last, isLast: true);

    /// <summary>Reads a text; false where it is no date.</summary>
    public static bool TryParse(string text, out DateMath date)
    {
        date = null!;
        var isNow = text.StartsWith("now", StringComparison.Ordinal);
        var bars = text.IndexOf("||", StringComparison.Ordinal);
        var math =
            isNow ? text[3..]
            : bars >= 0 ? text[(bars + 2)..]
            : "";
        if (!TrySteps(math, out var steps))
            return false;
        if (isNow)
        {
            date = new DateMath(usesNow: true, 0, 0, steps);
            return true;
        }

        if (!TrySpan(bars >= 0 ? text[..bars] : text, out var first, out var last))
            return false;
        // Before arithmetic an incomplete date is its first instant.
        date = new DateMath(usesNow: false, first, bars >= 0 ? first : last, steps);
        return true;
    }

    private long Run(long millis, bool isLast)
    {
        foreach (var step in _steps)
            millis = step.IsRounding ? Round(millis, step.Unit, isLast) : Add(millis, step.Unit, step.Count);
        return millis;
    }

    private static bool TrySteps(string text, out Step[] steps)
    {
        var list = new List<Step>();
        steps = [];
        var position = 0;
        while (position < text.Length)
        {
            var sign = text[position++];
            var start = position;
            while (sign != '/' && position < text.Length && char.IsAsciiDigit(text[position]))
                position++;
            var digits = position - start;
            if (sign is not ('/' or '+' or '-') || digits > DigitsMax || position == text.Length)
                return false;
            var count = digits == 0 ? 1 : int.Parse(text.AsSpan(start, digits), CultureInfo.InvariantCulture);
            var unit = text[position++];
            if (!"yMwdhHms".Contains(unit, StringComparison.Ordinal))
                return false;
            list.Add(new Step(sign == '/', unit == 'H' ? 'h' : unit, sign == '-' ? -count : count));
        }

        steps = [.. list];
        return true;
    }

    /// <summary>Reads a date without arithmetic and the span that it names.</summary>
    private static bool TrySpan(string text, out long first, out long last)
    {
        // Four digits are a year; any other number counts milliseconds.
        var digits = text.StartsWith('-') ? text[1..] : text;
        if (digits.Length is not (0 or 4) && digits.All(char.IsAsciiDigit))
        {
            var fits = long.TryParse(text, CultureInfo.InvariantCulture, out first);
            last = first;
            return fits;
        }

        last = 0;
        if (!Iso8601.TryParse(Encoding.UTF8.GetBytes(text), out first, out _))
            return false;
        last = EndOfNamedSpan(text, first);
        return true;
    }

    private static long EndOfNamedSpan(string text, long first)
    {
        var time = text.IndexOf('T', StringComparison.Ordinal);
        if (time < 0 || time == text.Length - 1)
        {
            var unit = (time < 0 ? text : text[..time]).Length switch
            {
                4 => 'y',
                7 => 'M',
                _ => 'd',
            };
            return Add(first, unit, 1) - 1;
        }

        var zone = text.AsSpan(time + 1).IndexOfAny('Z', '+', '-');
        var clock = zone < 0 ? text.AsSpan(time + 1) : text.AsSpan(time + 1, zone);
        return clock.Length switch
        {
            2 => first + 3_600_000 - 1,
            5 => first + 60_000 - 1,
            8 => first + 1000 - 1,
            _ => first,
        };
    }

    private static long Add(long millis, char unit, int count)
    {
        if (unit is 'y' or 'M')
            return AddMonths(millis, unit == 'y' ? count * 12L : count);
        var size = unit switch
        {
            'w' => 7 * MillisPerDay,
            'd' => MillisPerDay,
            'h' => 3_600_000,
            'm' => 60_000,
            _ => 1000L,
        };
        return Clamp((Int128)millis + (Int128)size * count);
    }

    private static long AddMonths(long millis, long count)
    {
        var day = FloorDay(millis);
        var (year, month, dayOfMonth) = Iso8601.CivilFromDays(day);
        var months = year * 12 + month - 1 + count;
        year = Math.Clamp((long)Math.Floor(months / 12.0), -YearMax, YearMax);
        month = (int)(((months % 12) + 12) % 12) + 1;
        dayOfMonth = Math.Min(dayOfMonth, Iso8601.DaysInMonth(year, month));
        return Clamp(
            (Int128)Iso8601.DaysFromCivil(year, month, dayOfMonth) * MillisPerDay + (millis - day * MillisPerDay)
        );
    }

    private static long Round(long millis, char unit, bool isLast)
    {
        var day = FloorDay(millis);
        var (year, month, _) = Iso8601.CivilFromDays(day);
        var first = unit switch
        {
            'y' => Iso8601.DaysFromCivil(year, 1, 1) * MillisPerDay,
            'M' => Iso8601.DaysFromCivil(year, month, 1) * MillisPerDay,
            // Weeks begin on Monday, and day 0 was a Thursday.
            'w' => (day - (((day + 3) % 7) + 7) % 7) * MillisPerDay,
            'd' => day * MillisPerDay,
            'h' => FloorTo(millis, 3_600_000),
            'm' => FloorTo(millis, 60_000),
            _ => FloorTo(millis, 1000),
        };
        return isLast ? Add(first, unit, 1) - 1 : first;
    }

    private static long FloorDay(long millis) => FloorTo(millis, MillisPerDay) / MillisPerDay;

    private static long FloorTo(long millis, long size) => millis - (((millis % size) + size) % size);

    /// <summary>Keeps far away instants where the calendar can still count.</summary>
    private static long Clamp(Int128 millis)
    {
        const long limit = YearMax * 366 * MillisPerDay;
        return (long)Int128.Clamp(millis, -limit, limit);
    }

    private readonly record struct Step(bool IsRounding, char Unit, int Count);
}
