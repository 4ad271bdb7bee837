using System.Numerics;
using System.Runtime.InteropServices;

namespace Tocsin.Core.Sources.Reading;

/// <summary>The keys seen at one place of the trie, wanted or not, and the order in which they came.</summary>
/// <remarks>
/// The same program writes the same keys in the same order, so the next key is nearly always known before it is read. What is
/// remembered changes no result: it only says where to look first. Belongs to one reader.
/// </remarks>
internal sealed class ObjectShape
{
    /// <summary>How many keys are remembered; objects whose keys are data have more.</summary>
    public const int KeysMax = 128;

    private const int Places = 2 * KeysMax;
    private readonly KeyMember?[] _table = new KeyMember?[Places];
    private int _count;

    /// <param name="nodeCount">See <see cref="NodeCount"/>.</param>
    public ObjectShape(int nodeCount) => NodeCount = nodeCount;

    /// <summary>How many nodes the trie had: if it has more, keys may lead elsewhere and the shape is void.</summary>
    public int NodeCount { get; }

    /// <summary>Stands before the first key: what it is followed by is what objects begin with.</summary>
    public KeyMember Start { get; } = new("\"\":"u8, null);

    /// <summary>The key with a text, or null.</summary>
    /// <param name="text">Quote, key, quote, colon.</param>
    public KeyMember? Find(ReadOnlySpan<byte> text)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        for (var place = Hash(text); _table[place] is { } member; place = (place + 1) % Places)
        {
            if (member.Length == text.Length && member.IsAt(ref first, text.Length))
                return member;
        }

        return null;
    }

    /// <summary>Remembers a key.</summary>
    /// <returns>Null where no more are taken.</returns>
    public KeyMember? Add(ReadOnlySpan<byte> text, TrieNode? child)
    {
        if (_count == KeysMax)
            return null;
        _count++;
        var place = Hash(text);
        while (_table[place] is not null)
            place = (place + 1) % Places;
        return _table[place] = new(text, child);
    }

    private static int Hash(ReadOnlySpan<byte> text)
    {
        // Without the first quote and the last, which all have.
        var mixed = text[1] | (uint)text[^3] << 8 | (uint)text[text.Length / 2] << 16 | (uint)text.Length << 24;
        return (int)(BitOperations.RotateLeft(mixed * 0x9E37_79B1, 8) % Places);
    }
}
