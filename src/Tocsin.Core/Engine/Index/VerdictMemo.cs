namespace Tocsin.Core.Engine.Index;

/// <summary>Remembers for the values of a field which lists they set, so that a field of few values costs one look-up. One thread at a time.</summary>
/// <remarks>Bounded; what does not fit is not remembered. Gives up where most values are new.</remarks>
internal sealed class VerdictMemo
{
    private const int ValuesMax = 4096;
    private const int ValueBytesMax = 192;
    private const int TrialSearches = 2048;

    private Entry[] _entries = new Entry[64];
    private byte[] _bytes = new byte[1024];
    private int[] _lists = new int[64];
    private int _count;
    private int _bytesUsed;
    private int _listsUsed;
    private int _searches;
    private int _hits;

    /// <summary>Whether it is of use.</summary>
    public bool IsWorthwhile { get; private set; } = true;

    /// <summary>The lists that a value sets, where it is known.</summary>
    /// <param name="text">The value.</param>
    /// <param name="hash">Its <see cref="FoldedHash"/>.</param>
    /// <param name="lists">The numbers of the lists.</param>
    public bool TryFind(ReadOnlySpan<byte> text, uint hash, out ReadOnlySpan<int> lists)
    {
        if (++_searches == TrialSearches)
            Judge();
        var mask = (uint)_entries.Length - 1;
        for (var place = hash & mask; ; place = (place + 1) & mask)
        {
            ref readonly var entry = ref _entries[place];
            if (!entry.IsTaken)
            {
                lists = default;
                return false;
            }

            if (
                entry.Hash != hash
                || entry.Length != text.Length
                || !text.SequenceEqual(_bytes.AsSpan(entry.Start, entry.Length))
            )
                continue;
            _hits++;
            lists = _lists.AsSpan(entry.ListStart, entry.ListCount);
            return true;
        }
    }

    /// <summary>Remembers a value that was not found.</summary>
    public void Add(ReadOnlySpan<byte> text, uint hash, ReadOnlySpan<int> lists)
    {
        if (_count >= ValuesMax || text.Length > ValueBytesMax)
            return;
        if ((_count + 1) * 2 > _entries.Length)
            Grow();
        Reserve(ref _bytes, _bytesUsed + text.Length);
        Reserve(ref _lists, _listsUsed + lists.Length);
        text.CopyTo(_bytes.AsSpan(_bytesUsed));
        lists.CopyTo(_lists.AsSpan(_listsUsed));
        Place(_entries, new(true, hash, _bytesUsed, text.Length, _listsUsed, lists.Length));
        _bytesUsed += text.Length;
        _listsUsed += lists.Length;
        _count++;
    }

    /// <summary>Every so often: where fewer than half of the values were known, remembering costs more than it saves.</summary>
    private void Judge()
    {
        if (_hits * 2 < TrialSearches)
        {
            IsWorthwhile = false;
            (_entries, _bytes, _lists, _count) = ([default], [], [], 0);
        }

        (_searches, _hits) = (0, 0);
    }

    private void Grow()
    {
        var larger = new Entry[_entries.Length * 2];
        foreach (var entry in _entries)
        {
            if (entry.IsTaken)
                Place(larger, entry);
        }

        _entries = larger;
    }

    private static void Place(Entry[] entries, in Entry entry)
    {
        var mask = (uint)entries.Length - 1;
        var place = entry.Hash & mask;
        while (entries[place].IsTaken)
            place = (place + 1) & mask;
        entries[place] = entry;
    }

    private static void Reserve<T>(ref T[] array, int count)
    {
        if (count > array.Length)
            Array.Resize(ref array, Math.Max(count, array.Length * 2));
    }

    private readonly record struct Entry(bool IsTaken, uint Hash, int Start, int Length, int ListStart, int ListCount);
}
