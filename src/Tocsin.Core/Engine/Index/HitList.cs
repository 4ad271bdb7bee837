namespace Tocsin.Core.Engine.Index;

/// <summary>The lists that a value sets, while they are looked for: numbers, repeats possible. One thread at a time.</summary>
internal sealed class HitList
{
    private int[] _lists = new int[32];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The numbers.</summary>
    public ReadOnlySpan<int> Lists => _lists.AsSpan(0, Count);

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a list; -1 is none.</summary>
    public void Add(int list)
    {
        if (list < 0 || (Count > 0 && _lists[Count - 1] == list))
            return;
        if (Count == _lists.Length)
            Array.Resize(ref _lists, Count * 2);
        _lists[Count++] = list;
    }
}
