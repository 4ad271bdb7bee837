using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.QueryStrings;

/// <summary>Analysed text with a word that passes a test; the test sees the word in lower case.</summary>
internal sealed class AnyWordMatcher(ValueMatcher test) : TextMatcher
{
    public override string Key => $"word ({test.Key})";

    public override bool MatchesText(ReadOnlySpan<byte> text)
    {
        var scanner = new WordScanner(text, WordBreaks.Standard);
        while (scanner.TryNext(out var word))
        {
            var lowered = new byte[LowerCase.MaxLength(word.Length)];
            if (test.Matches(Value.FromUtf8(lowered, 0, LowerCase.Write(word, lowered))))
                return true;
        }

        return false;
    }
}
