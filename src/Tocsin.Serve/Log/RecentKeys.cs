namespace Tocsin.Serve.Log;

/// <summary>The keys of recent records, to recognise what a sender repeats. Bounded by time and number: generations, of which the oldest is forgotten as a whole.</summary>
/// <remarks>Threads: one. Keys that are added take effect at once for <see cref="Contains"/> and are taken back by <see cref="Rollback"/>.</remarks>
internal sealed class RecentKeys(TimeSpan window, int keysMax)
{
    private const int Generations = 4;
    private readonly long _spanMillis = Math.Max(1, (long)window.TotalMilliseconds / (Generations - 1));
    private readonly int _sizeMax = Math.Max(1, keysMax / Generations);
    private readonly LinkedList<Generation> _generations = new();
    private readonly HashSet<RecordKey> _pending = [];
    private readonly List<(RecordKey Key, long ArrivedMillis)> _order = [];

    /// <summary>How many keys are known.</summary>
    public int Count => _generations.Sum(g => g.Keys.Count);

    /// <summary>Whether a record was there already.</summary>
    public bool Contains(in RecordKey key)
    {
        if (_pending.Contains(key))
            return true;
        for (var node = _generations.First; node is not null; node = node.Next)
        {
            if (node.Value.Keys.Contains(key))
                return true;
        }

        return false;
    }

    /// <summary>Adds a key to those of the group that is being committed; false where it is known.</summary>
    public bool TryAdd(in RecordKey key, long arrivedMillis)
    {
        if (Contains(key))
            return false;
        _pending.Add(key);
        _order.Add((key, arrivedMillis));
        return true;
    }

    /// <summary>The group is kept.</summary>
    public void Commit()
    {
        foreach (var (key, arrived) in _order)
            Keep(key, arrived);
        Rollback();
    }

    /// <summary>The group is not kept.</summary>
    public void Rollback()
    {
        _pending.Clear();
        _order.Clear();
    }

    /// <summary>Adds a key that is on disk.</summary>
    public void Keep(in RecordKey key, long arrivedMillis)
    {
        var newest = _generations.First?.Value;
        if (newest is null || newest.Keys.Count >= _sizeMax || arrivedMillis - newest.FromMillis >= _spanMillis)
        {
            // As large as the one before has become, so that it need not grow.
            newest = new(arrivedMillis, newest?.Keys.Count ?? 0);
            _generations.AddFirst(newest);
        }

        newest.LastMillis = Math.Max(newest.LastMillis, arrivedMillis);
        newest.Keys.Add(key);
        while (
            _generations.Count > Generations
            || (
                _generations.Count > 1
                && _generations.Last!.Value.LastMillis < arrivedMillis - _spanMillis * Generations
            )
        )
            _generations.RemoveLast();
    }

    private sealed class Generation(long fromMillis, int keysExpected)
    {
        public long FromMillis { get; } = fromMillis;

        public long LastMillis { get; set; } = fromMillis;

        public HashSet<RecordKey> Keys { get; } = new(keysExpected);
    }
}
