using System.Buffers;
using System.Numerics;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>A fixed set of texts that answers by bytes, in constant time and without an allocation.</summary>
/// <remarks>Open addressing, at most half full. Only the writer of a rule chooses what is in it, so event data cannot lengthen a search.</remarks>
internal sealed class TextSet
{
    private const int StackBytes = 256;

    private readonly byte[]?[] _slots;
    private readonly ulong[] _hashes;
    private readonly bool _ignoreCase;
    private readonly int _lengthMin = int.MaxValue;
    private readonly int _lengthMax = -1;

    /// <param name="texts">The members; repeats do not matter. They belong to the set from now on.</param>
    /// <param name="ignoreCase">Whether the case of ASCII letters does not count.</param>
    public TextSet(IReadOnlyCollection<byte[]> texts, bool ignoreCase)
    {
        _ignoreCase = ignoreCase;
        var size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, texts.Count * 2));
        _slots = new byte[size][];
        _hashes = new ulong[size];
        foreach (var text in texts)
        {
            _lengthMin = Math.Min(_lengthMin, text.Length);
            _lengthMax = Math.Max(_lengthMax, text.Length);
            Add(ignoreCase ? AsciiCase.FoldOrSame(text) : text);
        }
    }

    /// <summary>Whether the text is a member.</summary>
    public bool Contains(ReadOnlySpan<byte> text)
    {
        if (text.Length < _lengthMin || text.Length > _lengthMax)
            return false;
        if (!_ignoreCase)
            return FindSlot(text, StableHash.Of(text)).IsFound;
        return text.Length <= StackBytes ? ContainsFolded(text, stackalloc byte[StackBytes]) : ContainsLong(text);
    }

    private bool ContainsLong(ReadOnlySpan<byte> text)
    {
        var rented = ArrayPool<byte>.Shared.Rent(text.Length);
        var isFound = ContainsFolded(text, rented);
        ArrayPool<byte>.Shared.Return(rented);
        return isFound;
    }

    private bool ContainsFolded(ReadOnlySpan<byte> text, Span<byte> scratch)
    {
        var folded = scratch[..text.Length];
        AsciiCase.Fold(text, folded);
        return FindSlot(folded, StableHash.Of(folded)).IsFound;
    }

    private void Add(byte[] text)
    {
        var hash = StableHash.Of(text);
        var (slot, isFound) = FindSlot(text, hash);
        if (isFound)
            return;
        _slots[slot] = text;
        _hashes[slot] = hash;
    }

    private (uint Slot, bool IsFound) FindSlot(ReadOnlySpan<byte> text, ulong hash)
    {
        var mask = (uint)_slots.Length - 1;
        for (var slot = (uint)hash & mask; ; slot = (slot + 1) & mask)
        {
            var entry = _slots[slot];
            if (entry is null)
                return (slot, false);
            if (_hashes[slot] == hash && text.SequenceEqual(entry))
                return (slot, true);
        }
    }
}
