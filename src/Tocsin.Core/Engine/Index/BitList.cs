using System.Numerics;

namespace Tocsin.Core.Engine.Index;

/// <summary>Some bits of a long row: a word of it and the bits in that word.</summary>
internal readonly record struct WordBits(int Word, ulong Bits);

/// <summary>Collects the bits that an atom sets, and hands them out as lists in one array.</summary>
internal sealed class BitListBuilder
{
    private readonly List<WordBits> _words = [];
    private readonly List<int> _starts = [0];

    /// <summary>Adds a list of the bits, which are sorted in place.</summary>
    /// <returns>Its number.</returns>
    public int Add(List<int> bits)
    {
        bits.Sort();
        for (var i = 0; i < bits.Count; )
        {
            var word = bits[i] >> 6;
            var set = 0UL;
            for (; i < bits.Count && bits[i] >> 6 == word; i++)
                set |= 1UL << (bits[i] & 63);
            _words.Add(new(word, set));
        }

        _starts.Add(_words.Count);
        return _starts.Count - 2;
    }

    /// <summary>How many lists there are.</summary>
    public int Count => _starts.Count - 1;

    /// <summary>All lists.</summary>
    public BitLists Build() => new([.. _words], [.. _starts]);
}

/// <summary>Lists of bits by number. Immutable.</summary>
/// <param name="words">The words of all lists, one after the other.</param>
/// <param name="starts">Where each list begins, and where the last ends.</param>
internal sealed class BitLists(WordBits[] words, int[] starts)
{
    /// <summary>Sets the bits of a list.</summary>
    public void SetIn(Span<ulong> row, int list)
    {
        foreach (var word in words.AsSpan(starts[list], starts[list + 1] - starts[list]))
            row[word.Word] |= word.Bits;
    }

    /// <summary>Sets the bits of several lists in a row.</summary>
    public void SetRangeIn(Span<ulong> row, int first, int end)
    {
        foreach (var word in words.AsSpan(starts[first], starts[end] - starts[first]))
            row[word.Word] |= word.Bits;
    }

    /// <summary>How many bits several lists in a row have.</summary>
    public int CountOfRange(int first, int end)
    {
        var count = 0;
        foreach (var word in words.AsSpan(starts[first], starts[end] - starts[first]))
            count += BitOperations.PopCount(word.Bits);
        return count;
    }

    /// <summary>Whether one of several lists in a row has a bit that is set.</summary>
    public bool HaveCommon(ReadOnlySpan<ulong> row, int first, int end)
    {
        foreach (var word in words.AsSpan(starts[first], starts[end] - starts[first]))
        {
            if ((row[word.Word] & word.Bits) != 0)
                return true;
        }

        return false;
    }
}
