using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Constants as text inside a <see cref="ValueMatcher.Key"/>: equal exactly for constants that no value tells apart.</summary>
internal static class MatcherKey
{
    /// <summary>A constant: text in quotes, whole numbers without regard to their width, everything else with its kind.</summary>
    /// <param name="constant">Neither null nor many.</param>
    /// <param name="ignoreCase">Whether the ASCII case of text does not matter.</param>
    public static string Of(in Value constant, bool ignoreCase = false)
    {
        switch (constant.Kind)
        {
            case ValueKind.String:
                return Quote(ignoreCase ? AsciiCase.Fold(constant.AsBytes) : constant.AsBytes);
            case ValueKind.Boolean:
            case ValueKind.Integer:
            case ValueKind.Long:
            case ValueKind.UnsignedLong:
                return ValueText.Format(constant);
            case ValueKind.Double:
                return OfDouble(constant.AsDouble);
            case ValueKind.Date:
                return OfMillis(constant.AsLong);
            case ValueKind.DateNanos:
                return $"instant {constant.AsLong}";
            default:
                // As everywhere in keys: `ToString`, because an enumeration put into a text is formatted by code that is generic over it, and that is
                // compiled at run time.
                return $"{constant.Kind.ToString()} {ValueText.Format(constant)}";
        }
    }

    /// <summary>Text in quotes; bytes that are no UTF-8 in hex.</summary>
    public static string Quote(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text) ? Quote(Encoding.UTF8.GetString(text)) : $"hex {Convert.ToHexStringLower(text)}";

    /// <summary>Text in quotes, quotes and backslashes inside it quoted.</summary>
    public static string Quote(string text) =>
        $"\"{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    // A method of its own: what has numbers of 128 bits in it is not compiled ahead of time.
    private static string OfMillis(long millis) => $"instant {(Int128)millis * 1_000_000}";

    private static string OfDouble(double number)
    {
        if (number == 0)
            return "0";
        // Whole numbers within the range of Decimal read like the integers that they equal.
        return Math.Floor(number) == number && Math.Abs(number) < 7e28
            ? ((Int128)number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
    }
}
