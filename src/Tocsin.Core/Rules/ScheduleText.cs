using System.Globalization;

namespace Tocsin.Core.Rules;

/// <summary>Durations (<c>5m</c>) and times relative to the start of a run (<c>now-9m</c>), as rules write them.</summary>
internal static class ScheduleText
{
    /// <summary>No rule looks further: about ten thousand years.</summary>
    private const long SecondsMax = 10_000L * 366 * 86_400;

    /// <summary>A whole number and one of <c>s m h d w</c>; more than zero.</summary>
    public static bool TryParseDuration(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2 || !TryUnit(text[^1], out var unitSeconds) || !TryNumber(text[..^1], out var number))
            return false;
        if (number == 0 || number > SecondsMax / unitSeconds)
            return false;
        duration = TimeSpan.FromSeconds(number * unitSeconds);
        return true;
    }

    /// <summary><c>now</c>, then any number of <c>+N</c> or <c>-N</c> with a unit; the result is relative to the start of the run.</summary>
    public static bool TryParseDateMath(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (!text.StartsWith("now", StringComparison.Ordinal))
            return false;
        text = text["now".Length..];
        while (!text.IsEmpty)
        {
            var unit = text.IndexOfAny("smhdw");
            if (text[0] is not ('+' or '-') || unit < 2)
                return false;
            if (!TryUnit(text[unit], out var unitSeconds) || !TryNumber(text[1..unit], out var number))
                return false;
            if (number > SecondsMax / unitSeconds)
                return false;
            var step = TimeSpan.FromSeconds(number * unitSeconds);
            offset += text[0] == '-' ? -step : step;
            if (offset.Duration().TotalSeconds > SecondsMax)
                return false;
            text = text[(unit + 1)..];
        }

        return true;
    }

    /// <summary>The shortest way to write a duration: <c>90m</c>, <c>1h</c>.</summary>
    public static string Write(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var (count, unit) = seconds switch
        {
            _ when seconds != 0 && seconds % 86_400 == 0 => (seconds / 86_400, 'd'),
            _ when seconds != 0 && seconds % 3_600 == 0 => (seconds / 3_600, 'h'),
            _ when seconds != 0 && seconds % 60 == 0 => (seconds / 60, 'm'),
            _ => (seconds, 's'),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }

    /// <summary>The same for milliseconds, which <c>500ms</c> writes where they are no whole seconds.</summary>
    public static string WriteMillis(long millis) =>
        millis % 1000 == 0
            ? Write(TimeSpan.FromSeconds(millis / 1000))
            : string.Create(CultureInfo.InvariantCulture, $"{millis}ms");

    private static bool TryUnit(char unit, out long seconds)
    {
        seconds = unit switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 7 * 86_400,
            _ => 0,
        };
        return seconds > 0;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
