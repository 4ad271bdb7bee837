using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary>Comparison of texts as EQL's functions do it: exact by bytes, or with the case of all letters ignored.</summary>
/// <remarks>The forms with <c>~</c> over computed operands fold every letter, not only ASCII ones (EQL specification, 8.7).</remarks>
internal static class EqlText
{
    /// <summary>Whether a text begins with another.</summary>
    public static bool StartsWith(in Value text, in Value part, bool ignoresCase)
    {
        if (!ignoresCase)
            return text.AsBytes.StartsWith(part.AsBytes);
        return AreAscii(text, part)
            ? text.AsBytes.Length >= part.AsBytes.Length
                && Ascii.EqualsIgnoreCase(text.AsBytes[..part.AsBytes.Length], part.AsBytes)
            : text.AsText().StartsWith(part.AsText(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a text ends with another.</summary>
    public static bool EndsWith(in Value text, in Value part, bool ignoresCase)
    {
        if (!ignoresCase)
            return text.AsBytes.EndsWith(part.AsBytes);
        return AreAscii(text, part)
            ? text.AsBytes.Length >= part.AsBytes.Length
                && Ascii.EqualsIgnoreCase(text.AsBytes[^part.AsBytes.Length..], part.AsBytes)
            : text.AsText().EndsWith(part.AsText(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a text holds another.</summary>
    public static bool Contains(in Value text, in Value part, bool ignoresCase) =>
        ignoresCase
            ? text.AsText().Contains(part.AsText(), StringComparison.OrdinalIgnoreCase)
            : text.AsBytes.IndexOf(part.AsBytes) >= 0;

    /// <summary>How strings are compared.</summary>
    public static StringComparison Comparison(bool ignoresCase) =>
        ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static bool AreAscii(in Value text, in Value part) =>
        Ascii.IsValid(text.AsBytes) && Ascii.IsValid(part.AsBytes);
}
