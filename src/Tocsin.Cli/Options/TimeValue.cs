using System.Globalization;
using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Cli.Options;

/// <summary>Instants on the command line: ISO 8601 or milliseconds since 1970.</summary>
internal static class TimeValue
{
    // The years 1 to 9999.
    private const long MillisMin = -62_135_596_800_000;
    private const long MillisMax = 253_402_300_799_999;

    /// <summary>The instant in milliseconds since 1970; null where the option is absent.</summary>
    public static long? Parse(string option, string? text)
    {
        if (text is null)
            return null;
        if (Iso8601.TryParse(Encoding.UTF8.GetBytes(text), out var millis, out _))
            return millis;
        if (
            text.Length > 4
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out millis)
            && millis is >= MillisMin and <= MillisMax
        )
            return millis;
        throw new CallException(
            $"`{text}` is no time for `{option}`",
            "write it as `2026-03-01T12:00:00Z`, or as milliseconds since 1970"
        );
    }
}
