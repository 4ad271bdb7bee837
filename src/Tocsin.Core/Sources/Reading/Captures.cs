using Tocsin.Core.Events;

namespace Tocsin.Core.Sources.Reading;

/// <summary>What a walk found in a record: the scalars of each wanted path in the order of the document, and the probes.</summary>
/// <remarks>Positions are in the buffer that was walked. Reused from record to record; clearing costs what was found.</remarks>
internal sealed class Captures
{
    private const int None = -1;
    private readonly ProbeEntry[] _probes = new ProbeEntry[(int)Probe.Count];
    private Entry[] _entries = new Entry[64];
    private int _count;
    private int[] _first = [];
    private int[] _last = [];
    private ulong _present;

    /// <summary>Makes room for as many captures.</summary>
    public void Reserve(int captures)
    {
        if (captures <= _first.Length)
            return;
        var old = _first.Length;
        Array.Resize(ref _first, Math.Max(captures, old * 2));
        Array.Resize(ref _last, _first.Length);
        _first.AsSpan(old).Fill(None);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        for (var i = 0; i < _count; i++)
            _first[_entries[i].Capture] = None;
        _count = 0;
        _present = 0;
    }

    /// <summary>Adds a scalar to a capture.</summary>
    public void Add(int capture, JsonKind kind, int offset, int length, bool isEscaped)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, _count * 2);
        _entries[_count] = new()
        {
            Offset = offset,
            Length = length,
            Capture = capture,
            Next = None,
            Kind = kind,
            IsEscaped = isEscaped,
        };
        if (_first[capture] == None)
            _first[capture] = _count;
        else
            _entries[_last[capture]].Next = _count;
        _last[capture] = _count++;
    }

    /// <summary>The first scalar of a capture, or a negative number.</summary>
    public int FirstOf(int capture) => capture < _first.Length ? _first[capture] : None;

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

    /// <summary>One scalar.</summary>
    public struct Entry
    {
        /// <summary>Where its text begins: for a string behind the quote.</summary>
        public int Offset;

        /// <summary>The bytes of its text.</summary>
        public int Length;

        /// <summary>The next one of the same capture, or a negative number.</summary>
        public int Next;

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
