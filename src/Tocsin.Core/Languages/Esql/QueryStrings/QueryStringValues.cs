using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Esql.Binding;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Languages.Kql.Syntax;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.QueryStrings;

/// <summary>What the values of a query string ask of a field, by its type. Null where the type cannot hold the value or be asked so.</summary>
/// <remarks>Text is analysed: tests look at single words in lower case. All other types are tested as KQL tests them.</remarks>
internal static class QueryStringValues
{
    public static ValueTest? Word(FieldInfo field, string text, QueryStringOptions options)
    {
        if (field.Type != DataType.Text)
            return KqlValues.Match(field, Literal(text), out _);
        var words = new WordsMatcher(WordsMode.All, text, WordBreaks.Standard);
        return new(options.MatchesAll ? words : WordsMatcher.AtLeast(1, text, WordBreaks.Standard));
    }

    public static ValueTest? Phrase(FieldInfo field, string text, int slop)
    {
        if (field.Type != DataType.Text)
            return KqlValues.Match(field, Literal(text), out _);
        return slop == 0
            ? new ValueTest(new WordsMatcher(WordsMode.Phrase, text, WordBreaks.Standard))
            : new ValueTest(new PhraseNearMatcher(text, slop));
    }

    public static ValueTest? Wildcard(FieldInfo field, string likePattern)
    {
        var pattern = WildcardPattern.Parse(likePattern, WildcardDialect.Like);
        if (field.Type == DataType.Text)
            return new(new WordWildcardMatcher(pattern, WordBreaks.Standard));
        return HoldsText(field) ? new(new WildcardMatcher(pattern, field.Has(FieldTraits.Lowercase))) : null;
    }

    /// <param name="field">The field.</param>
    /// <param name="regex">The expression; as in Lucene it is not put into lower case, unlike the words of a text.</param>
    public static ValueTest? Regex(FieldInfo field, LuceneRegex regex)
    {
        if (field.Type == DataType.Text)
            return new(new AnyWordMatcher(new RegexMatcher(regex)));
        return HoldsText(field) ? new(new RegexMatcher(regex)) : null;
    }

    public static ValueTest? Fuzzy(FieldInfo field, string text, int edits, QueryStringOptions options)
    {
        var fuzzy = new MatchOptions(
            Fuzziness: edits,
            PrefixLength: options.PrefixLength,
            Transposes: options.Transposes
        );
        if (field.Type == DataType.Text)
            return new(new FuzzyMatcher([text.ToLowerInvariant()], 1, fuzzy, splitsWords: true));
        return HoldsText(field) ? new(new FuzzyMatcher([text], 1, fuzzy, splitsWords: false)) : null;
    }

    /// <summary>The tests of the bounds; one test where that can be, so that one value must lie within both.</summary>
    public static IReadOnlyList<ValueTest>? Range(FieldInfo field, QueryStringRange range)
    {
        var tests = new List<ValueTest>();
        if (range.Low is { } low)
        {
            var above = range.IsLowIncluded ? KqlRangeOperator.GreaterOrEqual : KqlRangeOperator.Greater;
            if (Bound(field, above, low) is not { } test)
                return null;
            tests.Add(test);
        }

        if (range.High is { } high)
        {
            var below = range.IsHighIncluded ? KqlRangeOperator.LessOrEqual : KqlRangeOperator.Less;
            if (Bound(field, below, high) is not { } test)
                return null;
            tests.Add(test);
        }

        if (tests is [{ Matcher: { } first }, { Matcher: { } second }])
            tests = [new ValueTest(new BothMatcher(first, second))];
        if (field.Type == DataType.Text)
            return [.. tests.Select(t => new ValueTest(new AnyWordMatcher(t.Matcher!)))];
        return tests;
    }

    private static ValueTest? Bound(FieldInfo field, KqlRangeOperator comparison, string bound)
    {
        if (field.Type != DataType.Text)
            return KqlValues.Range(field, comparison, Literal(bound), out _);
        var op = comparison switch
        {
            KqlRangeOperator.Less => RangeOperator.Less,
            KqlRangeOperator.LessOrEqual => RangeOperator.LessOrEqual,
            KqlRangeOperator.Greater => RangeOperator.Greater,
            _ => RangeOperator.GreaterOrEqual,
        };
        return new(new RangeMatcher(op, Value.FromText(bound.ToLowerInvariant())));
    }

    private static bool HoldsText(FieldInfo field) =>
        field.Type is DataType.Keyword or DataType.Version or DataType.Dynamic or DataType.Null;

    private static KqlLiteral Literal(string text) => new([text], IsQuoted: true, default(TextSpan));
}
