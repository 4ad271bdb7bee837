using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Values whose whole text fits a Lucene regular expression.</summary>
internal sealed class RegexMatcher(LuceneRegex regex) : TextMatcher
{
    public LuceneRegex Regex { get; } = regex;

    public override string Key =>
        $"regex{(Regex.IgnoreCase ? "~" : "")} {Regex.Dialect.ToString()} {MatcherKey.Quote(Regex.Pattern)}";

    public override bool MatchesText(ReadOnlySpan<byte> text) => Regex.IsMatch(text);
}
