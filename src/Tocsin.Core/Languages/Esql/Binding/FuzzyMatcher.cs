using System.Text;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>Text with words that are few edits away from those of a query (specification 13.5).</summary>
internal sealed class FuzzyMatcher : TextMatcher
{
    private const int StackCells = 64;

    private readonly (Rune[] Word, int EditsMax)[] _words;
    private readonly int _minimum;
    private readonly MatchOptions _options;
    private readonly bool _splitsWords;

    /// <param name="words">The words; lower case for analysed text.</param>
    /// <param name="minimum">How many of them must occur.</param>
    /// <param name="options">Edits, prefix, transpositions.</param>
    /// <param name="splitsWords">Whether the field's text is split into words; otherwise it is one, case and all.</param>
    public FuzzyMatcher(IReadOnlyList<string> words, int minimum, MatchOptions options, bool splitsWords)
    {
        _words = [.. words.Select(w => (w.EnumerateRunes().ToArray(), EditsFor(w, options)))];
        _minimum = minimum;
        _options = options;
        _splitsWords = splitsWords;
        Key = $"fuzzy {minimum} {options} {splitsWords} ({string.Join(", ", words.Select(w => $"{w.Length}:{w}"))})";
    }

    public override string Key { get; }

    public override bool MatchesText(ReadOnlySpan<byte> text)
    {
        if (_words.Length == 0 || (!_splitsWords && !HasLengthOfSome(text)))
            return false;
        var candidates = new List<Rune[]>();
        if (_splitsWords)
        {
            var scanner = new WordScanner(text, WordBreaks.Standard);
            while (scanner.TryNext(out var word))
                candidates.Add(Runes(Encoding.UTF8.GetString(word).ToLowerInvariant()));
        }
        else
        {
            candidates.Add(Runes(Encoding.UTF8.GetString(text)));
        }

        var found = 0;
        foreach (var (word, editsMax) in _words)
        {
            if (candidates.Exists(c => IsNear(word, c, editsMax)))
                found++;
        }

        return found >= _minimum;
    }

    /// <summary>Whether a text that is one word is as long as one of the words, give or take its edits; always where that is not seen at once.</summary>
    private bool HasLengthOfSome(ReadOnlySpan<byte> text)
    {
        if (_minimum <= 0 || !Ascii.IsValid(text))
            return true;
        foreach (var (word, editsMax) in _words)
        {
            if (Math.Abs(word.Length - text.Length) <= editsMax)
                return true;
        }

        return false;
    }

    private static Rune[] Runes(string text) => [.. text.EnumerateRunes()];

    /// <summary>By length: up to 2 characters none, up to 5 one, else two.</summary>
    private static int EditsFor(string word, MatchOptions options)
    {
        if (options.Fuzziness >= 0)
            return options.Fuzziness;
        var length = word.EnumerateRunes().Count();
        return length <= 2 ? 0
            : length <= 5 ? 1
            : 2;
    }

    private bool IsNear(Rune[] wanted, Rune[] found, int editsMax)
    {
        if (Math.Abs(wanted.Length - found.Length) > editsMax)
            return false;
        var prefix = Math.Min(_options.PrefixLength, wanted.Length);
        if (found.Length < prefix || !wanted.AsSpan(0, prefix).SequenceEqual(found.AsSpan(0, prefix)))
            return false;
        var count = found.Length + 1;
        Span<int> rows = count <= StackCells ? stackalloc int[3 * StackCells] : new int[3 * count];
        var beforeLast = rows[..count];
        var last = rows.Slice(count, count);
        var row = rows.Slice(2 * count, count);
        for (var j = 0; j < count; j++)
            last[j] = j;
        for (var i = 1; i <= wanted.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= found.Length; j++)
            {
                var cost = wanted[i - 1] == found[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                var isSwap = i > 1 && j > 1 && wanted[i - 1] == found[j - 2] && wanted[i - 2] == found[j - 1];
                if (_options.Transposes && isSwap)
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            var free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }

        return last[found.Length] <= editsMax;
    }
}
