using System.Text;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Languages.Patterns;

public sealed class WordsMatcherTests
{
    [Theory]
    [InlineData("from 198.51.100.23 to", "from|198.51.100.23|to")]
    [InlineData("it's 1,000 example.com.", "it's|1,000|example.com")]
    [InlineData("foo_bar __ a_1", "foo_bar|a_1")]
    [InlineData("error: connection-refused; a,b", "error|connection|refused|a|b")]
    [InlineData("Zürich 東京 カタカナ", "Zürich|東|京|カタカナ")]
    [InlineData("cafe\u0301 x", "cafe\u0301|x")]
    [InlineData("v1.2 1.a", "v1.2|1|a")]
    public void TheStandardAnalyserHasUnicodeWords(string text, string words) =>
        Assert.Equal(words.Split('|'), Split(text, WordBreaks.Standard));

    [Theory]
    [InlineData("from 198.51.100.23", "from|198|51|100|23")]
    [InlineData("user_1@example.com", "user_1|example|com")]
    public void LettersDigitsAndUnderscoresHoldTogether(string text, string words) =>
        Assert.Equal(words.Split('|'), Split(text, WordBreaks.LettersAndDigits));

    [Theory]
    [InlineData(nameof(WordsMode.Any), "fox dog", true)]
    [InlineData(nameof(WordsMode.Any), "cat dog", false)]
    [InlineData(nameof(WordsMode.Any), "", false)]
    [InlineData(nameof(WordsMode.Any), "QUICK", true)]
    [InlineData(nameof(WordsMode.All), "fox quick", true)]
    [InlineData(nameof(WordsMode.All), "fox dog", false)]
    [InlineData(nameof(WordsMode.All), "", false)]
    [InlineData(nameof(WordsMode.Phrase), "quick brown", true)]
    [InlineData(nameof(WordsMode.Phrase), "brown quick", false)]
    [InlineData(nameof(WordsMode.Phrase), "Brown, FOX jumps", true)]
    public void WordsAreLookedForByMode(string mode, string query, bool expected)
    {
        var matcher = new WordsMatcher(Enum.Parse<WordsMode>(mode), query, WordBreaks.LettersAndDigits);
        Assert.Equal(expected, matcher.Matches(Value.FromText("Quick brown fox jumps")));
    }

    [Fact]
    public void APhraseIsFoundBehindItsOwnBeginning()
    {
        var matcher = new WordsMatcher(WordsMode.Phrase, "a a b", WordBreaks.Standard);
        Assert.True(matcher.Matches(Value.FromText("a a a b")));
        Assert.False(matcher.Matches(Value.FromText("a b a b")));
    }

    [Fact]
    public void SoManyWordsAreEnough()
    {
        var matcher = WordsMatcher.AtLeast(2, "one two three", WordBreaks.Standard);
        Assert.True(matcher.Matches(Value.FromText("three and one")));
        Assert.False(matcher.Matches(Value.FromText("three three")));
    }

    [Theory]
    [InlineData("conn*", true)]
    [InlineData("*FUSED", true)]
    [InlineData("connection refused*", false)]
    [InlineData("ü*", true)]
    [InlineData("Ü*", true)]
    public void OneWordFitsAPattern(string pattern, bool expected)
    {
        var parsed = WildcardPattern.Parse(pattern, WildcardDialect.Kql);
        var matcher = new WordWildcardMatcher(parsed, WordBreaks.LettersAndDigits);
        Assert.Equal(expected, matcher.Matches(Value.FromText("error: Connection refused Über")));
    }

    private static List<string> Split(string text, WordBreaks breaks)
    {
        var words = new List<string>();
        var scanner = new WordScanner(Encoding.UTF8.GetBytes(text), breaks);
        while (scanner.TryNext(out var word))
            words.Add(Encoding.UTF8.GetString(word));
        return words;
    }
}
