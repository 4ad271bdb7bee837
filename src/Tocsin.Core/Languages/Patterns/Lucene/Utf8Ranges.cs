using System.Text;

namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>Some values of a byte, both ends included.</summary>
internal readonly record struct ByteRange(byte First, byte Last);

/// <summary>Cuts ranges of code points into ranges whose UTF-8 is a product of byte ranges, one for each byte.</summary>
internal static class Utf8Ranges
{
    /// <summary>The last code point of 1, 2, 3 and 4 bytes.</summary>
    private static readonly int[] LastOfLength = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF];

    /// <summary>The sequences of byte ranges, 1 to 4 long each, that encode a range of code points; surrogates are left out.</summary>
    public static List<ByteRange[]> Of(int first, int last)
    {
        var sequences = new List<ByteRange[]>();
        Add(sequences, first, Math.Min(last, 0xD7FF));
        Add(sequences, Math.Max(first, 0xE000), last);
        return sequences;
    }

    private static void Add(List<ByteRange[]> sequences, int first, int last)
    {
        if (first > last)
            return;
        foreach (var limit in LastOfLength)
        {
            if (first <= limit && last > limit)
            {
                Add(sequences, first, limit);
                Add(sequences, limit + 1, last);
                return;
            }
        }

        // The continuation bytes must run through all their values wherever a byte before them varies.
        for (var bits = 6; bits <= 18 && last > 0x7F; bits += 6)
        {
            var mask = (1 << bits) - 1;
            if ((first & ~mask) == (last & ~mask))
                continue;
            if ((first & mask) != 0)
            {
                Add(sequences, first, first | mask);
                Add(sequences, (first | mask) + 1, last);
                return;
            }

            if ((last & mask) != mask)
            {
                Add(sequences, first, (last & ~mask) - 1);
                Add(sequences, last & ~mask, last);
                return;
            }
        }

        Span<byte> low = stackalloc byte[4];
        Span<byte> high = stackalloc byte[4];
        var length = new Rune(first).EncodeToUtf8(low);
        new Rune(last).EncodeToUtf8(high);
        var sequence = new ByteRange[length];
        for (var i = 0; i < length; i++)
            sequence[i] = new(low[i], high[i]);
        sequences.Add(sequence);
    }
}
