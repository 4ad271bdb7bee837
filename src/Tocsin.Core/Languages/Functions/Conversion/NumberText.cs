using System.Globalization;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>Numbers in texts, as conversions read them: ASCII digits, a sign, a fraction, an exponent; blanks around a decimal do not count.</summary>
internal static class NumberText
{
    /// <summary>A whole number with an optional sign and nothing else.</summary>
    public static bool TryParseLong(ReadOnlySpan<byte> text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>A whole number without sign that may use all 64 bits.</summary>
    public static bool TryParseUnsignedLong(ReadOnlySpan<byte> text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>Any finite decimal; names such as <c>NaN</c> and numbers beyond the range of a double are none.</summary>
    public static bool TryParseDouble(ReadOnlySpan<byte> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    /// <summary>The nearest whole number, halves up: 3.5 is 4, -3.5 is -3.</summary>
    public static double RoundHalfUp(double number)
    {
        // Adding one half first would round 0.49999999999999994 to 1.
        var floor = Math.Floor(number);
        return number - floor >= 0.5 ? floor + 1 : floor;
    }
}
