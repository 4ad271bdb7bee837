using System.Text.RegularExpressions;

namespace Tocsin.Core.Languages.Patterns.Translation;

/// <summary>A translated pattern in two forms: for texts without characters beyond U+FFFF, and, made when first wanted, for those with.</summary>
internal sealed class SearchRegex
{
    private readonly Regex _basic;
    private readonly Lazy<Regex> _supplementary;

    private SearchRegex(Regex basic, Func<string?> translateSupplementary)
    {
        _basic = basic;
        _supplementary = new(() =>
            translateSupplementary() is { } pattern ? NetRegex.Create(pattern, out _) ?? basic : basic
        );
    }

    /// <summary>Compiles a pattern; null with an error if .NET refuses it.</summary>
    /// <param name="basic">The translation without surrogates.</param>
    /// <param name="translateSupplementary">Makes the translation with surrogates.</param>
    /// <param name="error">Why there is no result.</param>
    public static SearchRegex? Create(string basic, Func<string?> translateSupplementary, out PatternError? error) =>
        NetRegex.Create(basic, out error) is { } regex ? new(regex, translateSupplementary) : null;

    /// <summary>The form that a text needs.</summary>
    public Regex For(string input) =>
        input.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? _supplementary.Value : _basic;
}
