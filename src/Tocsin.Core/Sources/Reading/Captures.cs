using System.Runtime.CompilerServices;
using Tocsin.Core.Events;

namespace Tocsin.Core.Sources.Reading;

/// <summary>What a walk found in a record: the scalars of each wanted path in the order of the document, and the probes.</summary>
/// <remarks>Positions are in the buffer that was walked. Reused from record to record; clearing costs nothing.</remarks>
internal sealed class Captures
{
    private const int None = -1;
    private readonly ProbeEntry[] _probes = new ProbeEntry[(int)Probe.Count];
    private Entry[] _entries = new Entry[64];
    private int _count;
    private Chain[] _chains = [];
    private ulong _present;

    // What a chain holds counts only if it was begun since the last clearing.
    private long _generation = 1;

    /// <summary>How many scalars were found.</summary>
    public int Count => _count;

    /// <summary>Makes room for as many captures.</summary>
    public void Reserve(int captures)
    {
        if (captures > _chains.Length)
            Array.Resize(ref _chains, Math.Max(captures, _chains.Length * 2));
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _generation++;
        _count = 0;
        _present = 0;
    }

    /// <summary>Adds a scalar to a capture.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int capture, JsonKind kind, int offset, int length, bool isEscaped)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, _count * 2);
        var number = _count++;
        ref var entry = ref _entries[number];
        entry.Offset = offset;
        entry.Length = length;
        entry.Next = None;
        entry.Capture = capture;
        entry.Kind = kind;
        entry.IsEscaped = isEscaped;
        ref var chain = ref _chains[capture];
        if (chain.Generation == _generation)
        {
            _entries[chain.Last].Next = number;
        }
        else
        {
            chain.Generation = _generation;
            chain.First = number;
        }

        chain.Last = number;
    }

    /// <summary>The first scalar of a capture, or a negative number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FirstOf(int capture)
    {
        if ((uint)capture >= (uint)_chains.Length)
            return None;
        ref readonly var chain = ref _chains[capture];
        return chain.Generation == _generation ? chain.First : None;
    }

    /// <summary>A scalar by its number.</summary>
    public ref readonly Entry this[int entry] => ref _entries[entry];

    /// <summary>Notes where a probe's value stands; of several the last counts.</summary>
    public void Set(int probe, JsonKind kind, int start, int end)
    {
        _present |= 1UL << probe;
        _probes[probe] = new(kind, start, end);
    }

    /// <summary>Whether a probe's key was there.</summary>
    public bool Has(Probe probe) => (_present >> (int)probe & 1) != 0;

    /// <summary>Whether a probe's key was there with a value of a kind.</summary>
    public bool Has(Probe probe, JsonKind kind) => Has(probe) && _probes[(int)probe].Kind == kind;

    /// <summary>Where a probe's value stands; only if it is there.</summary>
    public ProbeEntry this[Probe probe] => _probes[(int)probe];

    /// <summary>The scalars of one capture, by number.</summary>
    private struct Chain
    {
        public long Generation;
        public int First;
        public int Last;
    }

    /// <summary>One scalar.</summary>
    public struct Entry
    {
        /// <summary>Where its text begins: for a string behind the quote.</summary>
        public int Offset;

        /// <summary>The bytes of its text.</summary>
        public int Length;

        /// <summary>The next one of the same capture, or a negative number.</summary>
        public int Next;

        /// <summary>The capture that it belongs to.</summary>
        public int Capture;

        public JsonKind Kind;

        /// <summary>Whether its text has escapes to resolve.</summary>
        public bool IsEscaped;
    }
}

/// <summary>Where a probe's value stands.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first byte, a string's quote included.</param>
/// <param name="End">Behind its last byte.</param>
internal readonly record struct ProbeEntry(JsonKind Kind, int Start, int End);
