using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Engine.Index;

/// <summary>Finds which of many literals a text holds, in one pass, whatever the case of ASCII letters. Immutable.</summary>
/// <remarks>
/// <para>Of each literal four bytes in a row, its <em>gram</em>, stand for it: those that are likely to be the rarest. Every place of a text is looked up in
/// a filter of the grams' hashes; only where one may stand, the literals around it are compared.</para>
/// <para>PERF: an automaton over all literals does the same in as many steps, each of which waits for a load that depends on the one
/// before; with the literals of the whole corpus it has megabytes of transitions. The filter has 8 kB, and its loads do not wait for each other.</para>
/// <para>The worst case, a text made of the gram of many literals, is the product of its length and of their number.</para>
/// </remarks>
internal sealed class LiteralSearch
{
    private readonly GramTable? _four;
    private readonly GramTable? _three;

    /// <param name="literals">Folded literals of three bytes or more, each once, with their places and lists.</param>
    public LiteralSearch(IReadOnlyCollection<(byte[] Text, AffixKind Place, int List)> literals)
    {
        var longer = new List<(byte[], AffixKind, int)>();
        var shorter = new List<(byte[], AffixKind, int)>();
        foreach (var literal in literals)
            (literal.Text.Length >= 4 ? longer : shorter).Add(literal);
        _four = longer.Count > 0 ? new(longer, 4) : null;
        _three = shorter.Count > 0 ? new(shorter, 3) : null;
    }

    /// <summary>Adds the lists of the literals that a text holds.</summary>
    public void Search(ReadOnlySpan<byte> text, HitList hits)
    {
        _four?.Search(text, hits);
        _three?.Search(text, hits);
    }

    /// <summary>Literals with grams of one size.</summary>
    private sealed class GramTable
    {
        private const int FilterBits = 16;
        private const uint CaseBits = 0x2020_2020;
        private const uint Spread = 0x9E37_79B1;

        private readonly int _size;
        private readonly uint _mask;
        private readonly ulong[] _filter = new ulong[(1 << FilterBits) / 64];
        private readonly uint[] _grams;
        private readonly int[] _first;
        private readonly Entry[] _entries;

        public GramTable(IReadOnlyList<(byte[] Text, AffixKind Place, int List)> literals, int size)
        {
            _size = size;
            _mask = size == 4 ? uint.MaxValue : 0x00FF_FFFF;
            _entries = new Entry[literals.Count];
            _grams = new uint[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, literals.Count * 2))];
            _first = new int[_grams.Length];
            Array.Fill(_first, -1);
            for (var i = 0; i < literals.Count; i++)
            {
                var (text, place, list) = literals[i];
                var offset = GramRarity.RarestOf(text, size);
                var gram = Read(text, offset);
                var slot = Find(gram);
                _grams[slot] = gram;
                _entries[i] = new(text, offset, place, list, _first[slot]);
                _first[slot] = i;
                var hash = gram * Spread >> (32 - FilterBits);
                _filter[hash >> 6] |= 1UL << (int)(hash & 63);
            }
        }

        public void Search(ReadOnlySpan<byte> text, HitList hits)
        {
            var last = text.Length - _size;
            if (last < 0)
                return;
            ref var bytes = ref MemoryMarshal.GetReference(text);
            ref var filter = ref MemoryMarshal.GetArrayDataReference(_filter);
            // Four bytes are read at each place; the last one of grams of three has fewer behind it.
            var lastRead = text.Length - 4;
            var place = 0;
            for (; place <= lastRead; place++)
            {
                var gram = (Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, place)) | CaseBits) & _mask;
                var hash = gram * Spread >> (32 - FilterBits);
                if ((Unsafe.Add(ref filter, hash >> 6) >> (int)(hash & 63) & 1) != 0)
                    Compare(text, place, gram, hits);
            }

            if (place <= last)
                Compare(text, place, Read(text, place), hits);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Compare(ReadOnlySpan<byte> text, int place, uint gram, HitList hits)
        {
            for (var i = _first[Find(gram)]; i >= 0; i = _entries[i].Next)
            {
                ref readonly var entry = ref _entries[i];
                var start = place - entry.Offset;
                var literal = entry.Text;
                if (start < 0 || start > text.Length - literal.Length)
                    continue;
                if (entry.Place == AffixKind.StartsWith && start != 0)
                    continue;
                if (entry.Place == AffixKind.EndsWith && start != text.Length - literal.Length)
                    continue;
                if (AsciiCase.EqualsFolded(text.Slice(start, literal.Length), literal))
                    hits.Add(entry.List);
            }
        }

        private int Find(uint gram)
        {
            var mask = (uint)_grams.Length - 1;
            var slot = gram * Spread >> 7 & mask;
            while (_first[slot] >= 0 && _grams[slot] != gram)
                slot = (slot + 1) & mask;
            return (int)slot;
        }

        private uint Read(ReadOnlySpan<byte> text, int offset)
        {
            uint gram = 0;
            for (var i = 0; i < _size; i++)
                gram |= (uint)text[offset + i] << (8 * i);
            return (gram | CaseBits) & _mask;
        }

        /// <param name="Text">The literal, folded.</param>
        /// <param name="Offset">Where its gram stands.</param>
        /// <param name="Place">Where it must stand.</param>
        /// <param name="List">What it sets.</param>
        /// <param name="Next">The next one of the same gram, or -1.</param>
        private readonly record struct Entry(byte[] Text, int Offset, AffixKind Place, int List, int Next);
    }
}
