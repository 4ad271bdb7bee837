using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Values whose whole text fits a wildcard pattern; <paramref name="ignoreCase"/> folds ASCII letters only.</summary>
internal sealed class WildcardMatcher(WildcardPattern pattern, bool ignoreCase) : TextMatcher
{
    public WildcardPattern Pattern { get; } = pattern;

    /// <summary>Whether the case of ASCII letters does not count.</summary>
    public bool IgnoreCase { get; } = ignoreCase;

    public override string Key =>
        IgnoreCase
            ? "like~ " + MatcherKey.Quote(AsciiCase.Fold(System.Text.Encoding.UTF8.GetBytes(Pattern.Key)))
            : "like " + MatcherKey.Quote(Pattern.Key);

    public override bool MatchesText(ReadOnlySpan<byte> text) => Pattern.IsMatch(text, IgnoreCase);
}
