using System.Buffers;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Analysed text with a word that fits a wildcard pattern; case does not count (KQL specification, K25).</summary>
internal sealed class WordWildcardMatcher(WildcardPattern pattern, WordBreaks breaks) : TextMatcher
{
    private const int StackBytes = 256;

    // A pattern's key is the pattern in a dialect that can quote, so it can be read again.
    private readonly WildcardPattern _lowered = WildcardPattern.Parse(
        pattern.Key.ToLowerInvariant(),
        WildcardDialect.Like
    );

    public override string Key => $"word {breaks.ToString()} like {MatcherKey.Quote(_lowered.Key)}";

    public override bool MatchesText(ReadOnlySpan<byte> text)
    {
        Span<byte> stack = stackalloc byte[StackBytes];
        var scanner = new WordScanner(text, breaks);
        while (scanner.TryNext(out var word))
        {
            var size = LowerCase.MaxLength(word.Length);
            var rented = size > StackBytes ? ArrayPool<byte>.Shared.Rent(size) : null;
            var lowered = rented ?? stack;
            var isMatch = _lowered.IsMatch(lowered[..LowerCase.Write(word, lowered)], ignoreCase: false);
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
            if (isMatch)
                return true;
        }

        return false;
    }
}
