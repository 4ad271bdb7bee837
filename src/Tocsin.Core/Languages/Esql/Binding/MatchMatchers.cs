using System.Text;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Esql.QueryStrings;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>What <c>MATCH</c> means to fields of each type (specification 13.3, 13.4).</summary>
internal static class MatchMatchers
{
    /// <summary>A test of one value; null where no value can pass.</summary>
    public static ValueMatcher? Create(
        DataType type,
        FieldInfo field,
        in Value query,
        MatchOptions options,
        bool isPhrase
    )
    {
        var text = ValueText.Format(query);
        switch (type)
        {
            case DataType.Text:
                if (isPhrase && options.Slop > 0)
                    return new PhraseNearMatcher(text, options.Slop);
                if (isPhrase)
                    return new WordsMatcher(WordsMode.Phrase, text, WordBreaks.Standard);
                return CreateForText(text, options);
            case DataType.Keyword:
                if (options.Fuzziness != 0)
                    return new FuzzyMatcher([text], 1, options, splitsWords: false);
                return new EqualsMatcher(Value.FromText(text), field.Has(FieldTraits.Lowercase));
            case DataType.Dynamic:
                return new AsWrittenMatcher(text);
            default:
                var converted = ValueConversion.ConvertLeniently(query, type);
                return converted.IsNull ? null : new EqualsMatcher(converted);
        }
    }

    private static ValueMatcher CreateForText(string text, MatchOptions options)
    {
        var any = new WordsMatcher(WordsMode.Any, text, WordBreaks.Standard);
        var minimum = options.MinimumOf(any.Words.Count);
        if (options.Fuzziness == 0)
            return WordsMatcher.AtLeast(minimum, text, WordBreaks.Standard);
        return new FuzzyMatcher([.. any.Words.Select(Encoding.UTF8.GetString)], minimum, options, splitsWords: true);
    }
}
