namespace Tocsin.Core.Languages.Patterns;

/// <summary>A set of code points as sorted ranges that neither overlap nor touch. Immutable.</summary>
internal sealed class CodePointSet
{
    private const int Last = 0x10FFFF;

    /// <summary>So many moves a few ranges take at most; what takes more is sorted otherwise.</summary>
    private const int MovesMax = 4096;

    private readonly (int First, int Last)[] _ranges;

    private CodePointSet((int First, int Last)[] ranges) => _ranges = ranges;

    /// <summary>Every code point.</summary>
    public static CodePointSet All { get; } = new([(0, Last)]);

    /// <summary>No code point.</summary>
    public static CodePointSet None { get; } = new([]);

    /// <summary>The ASCII digits.</summary>
    public static CodePointSet Digits { get; } = new([('0', '9')]);

    /// <summary>ASCII letters, digits and <c>_</c>.</summary>
    public static CodePointSet WordCharacters { get; } = new([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);

    /// <summary>The ranges, both ends included.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges => _ranges;

    /// <summary>The set of some ranges in any order; they may overlap.</summary>
    public static CodePointSet Of(params ReadOnlySpan<(int First, int Last)> ranges)
    {
        var sorted = new long[ranges.Length];
        for (var i = 0; i < sorted.Length; i++)
            sorted[i] = (long)ranges[i].First << 32 | (uint)ranges[i].Last;
        Sort(sorted);
        var merged = new (int First, int Last)[sorted.Length];
        var count = 0;
        foreach (var range in sorted)
        {
            var (first, last) = ((int)(range >> 32), (int)range);
            if (count > 0 && first <= merged[count - 1].Last + 1)
                merged[count - 1].Last = Math.Max(merged[count - 1].Last, last);
            else
                merged[count++] = (first, last);
        }

        return new(merged[..count]);
    }

    /// <summary>Sorts numbers that mostly stand in order already, a few runs behind each other.</summary>
    private static void Sort(long[] numbers)
    {
        var moves = 0;
        for (var i = 1; i < numbers.Length; i++)
        {
            var number = numbers[i];
            var place = i;
            for (; place > 0 && numbers[place - 1] > number; place--)
                numbers[place] = numbers[place - 1];
            numbers[place] = number;
            moves += i - place;
            if (moves > MovesMax)
            {
                Array.Sort(numbers);
                return;
            }
        }
    }

    /// <summary>The set of the characters of a text.</summary>
    public static CodePointSet OfCharacters(string characters)
    {
        var ranges = new List<(int, int)>(characters.Length);
        foreach (var rune in characters.EnumerateRunes())
            ranges.Add((rune.Value, rune.Value));
        return Of([.. ranges]);
    }

    /// <summary>A single code point; an ASCII letter in both cases if case does not count.</summary>
    public static CodePointSet Of(int codePoint, bool ignoreCase) =>
        ignoreCase && codePoint < 0x80 && char.IsAsciiLetter((char)codePoint)
            ? new([(codePoint & ~0x20, codePoint & ~0x20), (codePoint | 0x20, codePoint | 0x20)])
            : new([(codePoint, codePoint)]);

    /// <summary>What one of both sets holds.</summary>
    public CodePointSet Union(CodePointSet other) => Of([.. _ranges, .. other._ranges]);

    /// <summary>What both sets hold.</summary>
    public CodePointSet Intersect(CodePointSet other)
    {
        var shared = new List<(int, int)>(_ranges.Length + other._ranges.Length);
        for (int i = 0, j = 0; i < _ranges.Length && j < other._ranges.Length; )
        {
            var first = Math.Max(_ranges[i].First, other._ranges[j].First);
            var last = Math.Min(_ranges[i].Last, other._ranges[j].Last);
            if (first <= last)
                shared.Add((first, last));
            // The range that ends first meets nothing further.
            if (_ranges[i].Last < other._ranges[j].Last)
                i++;
            else
                j++;
        }

        return new([.. shared]);
    }

    /// <summary>All code points that are not in the set.</summary>
    public CodePointSet Complement()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first > next)
                gaps.Add((next, first - 1));
            next = last + 1;
        }

        if (next <= Last)
            gaps.Add((next, Last));
        return new([.. gaps]);
    }

    /// <summary>Whether the set holds a code point.</summary>
    public bool Contains(int codePoint)
    {
        var low = 0;
        var high = _ranges.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (codePoint < _ranges[middle].First)
                high = middle - 1;
            else if (codePoint > _ranges[middle].Last)
                low = middle + 1;
            else
                return true;
        }

        return false;
    }
}
