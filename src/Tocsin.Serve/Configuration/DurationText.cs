using System.Globalization;

namespace Tocsin.Serve.Configuration;

/// <summary>Durations as the configuration writes them: <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>1h30m</c>, <c>7d</c>.</summary>
internal static class DurationText
{
    private static readonly (string Name, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads a duration: whole numbers with units, the largest first; a unit is needed.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
            return false;
        long ticks = 0;
        var next = 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (
                digits <= 0
                || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            )
                return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9');
            var name = letters < 0 ? rest : rest[..letters];
            var unit = next;
            while (unit < Units.Length && !name.SequenceEqual(Units[unit].Name))
                unit++;
            if (unit == Units.Length || count > TimeSpan.MaxValue.Ticks / 4 / Units[unit].Ticks)
                return false;
            ticks += count * Units[unit].Ticks;
            next = unit + 1;
            rest = letters < 0 ? default : rest[letters..];
        }

        duration = new(ticks);
        return true;
    }

    /// <summary>Writes a duration as it can be read.</summary>
    public static string Format(TimeSpan duration)
    {
        var text = "";
        var ticks = duration.Ticks;
        foreach (var (name, unit) in Units)
        {
            if (ticks / unit > 0)
                text += string.Create(CultureInfo.InvariantCulture, $"{ticks / unit}{name}");
            ticks %= unit;
        }

        return text.Length == 0 ? "0s" : text;
    }
}
