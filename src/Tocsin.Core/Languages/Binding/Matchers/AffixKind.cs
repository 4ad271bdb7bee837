namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Where a literal must stand in a value.</summary>
internal enum AffixKind
{
    StartsWith,
    EndsWith,
    Contains,
}
