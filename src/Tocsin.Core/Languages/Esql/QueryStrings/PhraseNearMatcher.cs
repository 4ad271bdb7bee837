using System.Text;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Languages.Esql.QueryStrings;

/// <summary>Analysed text with the words of a phrase, moved against each other by no more than some places.</summary>
/// <remarks>
/// Each word of the phrase takes a place of its own in the text. What counts is how far the words are shifted: the largest
/// difference between place in the text and place in the phrase, less the smallest. Two swapped neighbours differ by two.
/// </remarks>
internal sealed class PhraseNearMatcher(string phrase, int slop) : TextMatcher
{
    private readonly byte[][] _words = [.. new WordsMatcher(WordsMode.Phrase, phrase, WordBreaks.Standard).Words];

    public override string Key => $"phrase near {slop} ({string.Join(", ", _words.Select(w => MatcherKey.Quote(w)))})";

    public override bool MatchesText(ReadOnlySpan<byte> text)
    {
        if (_words.Length == 0)
            return false;
        // For each word of the phrase the places in the text, ascending.
        var places = new List<int>[_words.Length];
        for (var i = 0; i < places.Length; i++)
            places[i] = [];
        var place = 0;
        var scanner = new WordScanner(text, WordBreaks.Standard);
        while (scanner.TryNext(out var word))
        {
            for (var i = 0; i < _words.Length; i++)
            {
                if (LowerCase.Equals(word, _words[i]))
                    places[i].Add(place);
            }

            place++;
        }

        if (Array.Exists(places, p => p.Count == 0))
            return false;
        // The least shift of a match is the shift of one of its words.
        var shifts = new SortedSet<int>();
        for (var i = 0; i < places.Length; i++)
            shifts.UnionWith(places[i].Select(p => p - i));
        foreach (var least in shifts)
        {
            if (CanPlaceAll(places, least))
                return true;
            // From here on there are only fewer places to choose from.
            if ((long)least + slop >= shifts.Max)
                return false;
        }

        return false;
    }

    /// <summary>Whether every word can have a place of its own with a shift from the least on, up to the slop.</summary>
    private bool CanPlaceAll(List<int>[] places, int least)
    {
        var taken = new Dictionary<int, int>();
        for (var word = 0; word < places.Length; word++)
        {
            if (!TryPlace(word, places, least, taken, []))
                return false;
        }

        return true;
    }

    /// <summary>Finds a place for a word; words that stand in the way move on where they can (augmenting paths).</summary>
    private bool TryPlace(int word, List<int>[] places, int least, Dictionary<int, int> taken, HashSet<int> tried)
    {
        var first = places[word].BinarySearch(least + word);
        for (var i = first < 0 ? ~first : first; i < places[word].Count; i++)
        {
            var place = places[word][i];
            if ((long)place - word - least > slop)
                break;
            if (!tried.Add(place))
                continue;
            if (taken.TryGetValue(place, out var other) && !TryPlace(other, places, least, taken, tried))
                continue;
            taken[place] = word;
            return true;
        }

        return false;
    }
}
