using System.Text;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Analysed text that holds some, all or a phrase of a query's words; case does not count.</summary>
/// <remarks>
/// Source: KQL specification, K25; ES|QL specification, 13.4. A query without a word matches nothing. See
/// <see cref="WordWildcardMatcher"/> for a pattern over single words.
/// </remarks>
internal sealed class WordsMatcher : TextMatcher
{
    private const int StackFlags = 128;

    private readonly byte[][] _words;
    private readonly int[] _fallbacks;
    private readonly bool _isPhrase;
    private readonly WordBreaks _breaks;

    /// <summary>Any word, all words or a phrase of a text.</summary>
    public WordsMatcher(WordsMode mode, string text, WordBreaks breaks)
        : this(mode, text, breaks, minimum: null) { }

    private WordsMatcher(WordsMode mode, string text, WordBreaks breaks, int? minimum)
    {
        _isPhrase = mode == WordsMode.Phrase;
        _breaks = breaks;
        _words = Split(text, breaks, isDistinct: !_isPhrase);
        _fallbacks = _isPhrase ? MakeFallbacks(_words) : [];
        Minimum = minimum ?? (mode == WordsMode.Any ? 1 : _words.Length);
        Key = MakeKey();
    }

    /// <summary>How many of the words must occur; for a phrase all.</summary>
    public int Minimum { get; }

    /// <summary>Whether the words must stand side by side in their order.</summary>
    public bool IsPhrase => _isPhrase;

    /// <summary>The words of the query, lower case, UTF-8; each once unless it is a phrase.</summary>
    public IReadOnlyList<byte[]> Words => _words;

    public override string Key { get; }

    /// <summary>At least so many of a text's different words (<c>minimum_should_match</c>).</summary>
    public static WordsMatcher AtLeast(int minimum, string text, WordBreaks breaks) =>
        new(WordsMode.All, text, breaks, minimum);

    public override bool MatchesText(ReadOnlySpan<byte> text)
    {
        if (_words.Length == 0)
            return false;
        return _isPhrase ? HasPhrase(text) : HasEnough(text);
    }

    private bool HasEnough(ReadOnlySpan<byte> text)
    {
        if (Minimum <= 0)
            return true;
        var isFound = _words.Length <= StackFlags ? stackalloc bool[_words.Length] : new bool[_words.Length];
        var count = 0;
        var scanner = new WordScanner(text, _breaks);
        while (scanner.TryNext(out var word))
        {
            for (var i = 0; i < _words.Length; i++)
            {
                if (isFound[i] || !LowerCase.Equals(word, _words[i]))
                    continue;
                isFound[i] = true;
                if (++count >= Minimum)
                    return true;
                break;
            }
        }

        return false;
    }

    private bool HasPhrase(ReadOnlySpan<byte> text)
    {
        var count = 0;
        var scanner = new WordScanner(text, _breaks);
        while (scanner.TryNext(out var word))
        {
            while (count > 0 && !LowerCase.Equals(word, _words[count]))
                count = _fallbacks[count];
            if (LowerCase.Equals(word, _words[count]))
                count++;
            if (count == _words.Length)
                return true;
        }

        return false;
    }

    private string MakeKey()
    {
        var quoted = _words.Select(w => MatcherKey.Quote(w));
        return _isPhrase
            ? $"phrase {_breaks.ToString()} ({string.Join(", ", quoted)})"
            : $"words {_breaks.ToString()} {Minimum} of ({string.Join(", ", quoted.Order(StringComparer.Ordinal))})";
    }

    private static byte[][] Split(string text, WordBreaks breaks, bool isDistinct)
    {
        var words = new List<string>();
        var scanner = new WordScanner(Encoding.UTF8.GetBytes(text), breaks);
        while (scanner.TryNext(out var word))
        {
            var lowered = new byte[LowerCase.MaxLength(word.Length)];
            words.Add(Encoding.UTF8.GetString(lowered, 0, LowerCase.Write(word, lowered)));
        }

        return [.. (isDistinct ? words.Distinct() : words).Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>For each number of words matched: how many remain matched when the next word does not fit (Knuth, Morris and Pratt).</summary>
    private static int[] MakeFallbacks(byte[][] words)
    {
        var fallbacks = new int[words.Length + 1];
        var length = 0;
        for (var i = 1; i < words.Length; i++)
        {
            while (length > 0 && !words[i].AsSpan().SequenceEqual(words[length]))
                length = fallbacks[length];
            if (words[i].AsSpan().SequenceEqual(words[length]))
                length++;
            fallbacks[i + 1] = length;
        }

        return fallbacks;
    }
}
