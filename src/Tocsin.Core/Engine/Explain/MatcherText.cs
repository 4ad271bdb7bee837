using System.Globalization;
using System.Text;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Explain;

/// <summary>A test of a value as people read it: the matcher's key, but for those whose key is made for machines.</summary>
/// <remarks>A <c>~</c> says that the case of ASCII letters does not count.</remarks>
internal static class MatcherText
{
    /// <summary>What stands behind the field: <c>== "x"</c>, <c>in ("a", "b")</c>, <c>starts with "x"</c>.</summary>
    public static string Of(ValueMatcher matcher) =>
        matcher switch
        {
            AffixMatcher affix =>
                $"{Word(affix.Kind)}{(affix.IgnoreCase ? "~" : "")} {MatcherKey.Quote(affix.Literal)}",
            InstantMatcher instant => Range(instant.First, instant.Last),
            WildcardMatcher like => $"like{(like.IgnoreCase ? "~" : "")} {Pattern(like.Pattern.Key)}",
            RegexMatcher regex => $"regex{(regex.Regex.IgnoreCase ? "~" : "")} {Pattern(regex.Regex.Pattern)}",
            WordsMatcher words => Words(words),
            AnyOfMatcher any => $"any of ({string.Join(", ", any.Matchers.Select(Of))})",
            _ => matcher.Key,
        };

    private static string Word(AffixKind kind) =>
        kind switch
        {
            AffixKind.StartsWith => "starts with",
            AffixKind.EndsWith => "ends with",
            _ => "contains",
        };

    private static string Words(WordsMatcher matcher)
    {
        var words = matcher.Words.Select(w => Encoding.UTF8.GetString(w)).ToList();
        if (matcher.IsPhrase)
            return $"has the phrase {MatcherKey.Quote(string.Join(' ', words))}";
        var listed = string.Join(", ", words.Select(MatcherKey.Quote));
        return words.Count == 1 ? $"has the word {listed}"
            : matcher.Minimum == words.Count ? $"has the words {listed}"
            : string.Create(CultureInfo.InvariantCulture, $"has at least {matcher.Minimum} of the words {listed}");
    }

    /// <summary>A pattern as it is written: its own backslashes stay single.</summary>
    private static string Pattern(string pattern) => $"\"{pattern.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Range(long first, long last) =>
        (first, last) switch
        {
            (long.MinValue, _) => $"<= {ValueText.FormatDate(last)}",
            (_, long.MaxValue) => $">= {ValueText.FormatDate(first)}",
            _ => $"from {ValueText.FormatDate(first)} to {ValueText.FormatDate(last)}",
        };
}
