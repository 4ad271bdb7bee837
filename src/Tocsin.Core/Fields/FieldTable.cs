using System.Collections.Concurrent;

namespace Tocsin.Core.Fields;

/// <summary>The fields that something wants of each event, interned as small numbers (<em>slots</em>).</summary>
/// <remarks>
/// One table serves all rules of a run: a field that a hundred rules read is read once. Slots count from 0 without gaps. Paths are
/// added while rules are bound; a reader takes a snapshot of the table when it starts. Threads: additions are serialised.
/// </remarks>
internal sealed class FieldTable
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly List<string> _paths = [];

    /// <summary>How many slots there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _paths.Count;
        }
    }

    /// <summary>
    /// Whether events shall give every field they have, not only those asked for: a query whose columns are “all fields seen”
    /// discovers them so. Then a reader adds the paths that it meets.
    /// </summary>
    public bool WantsEverything { get; set; }

    /// <summary>The slot of a path, new or known.</summary>
    public int GetOrAdd(string path)
    {
        if (_slots.TryGetValue(path, out var known))
            return known;
        lock (_lock)
        {
            if (_slots.TryGetValue(path, out known))
                return known;
            var slot = _paths.Count;
            _paths.Add(path);
            _slots[path] = slot;
            return slot;
        }
    }

    /// <summary>Whether a path has a slot.</summary>
    public bool TryGet(string path, out int slot) => _slots.TryGetValue(path, out slot);

    /// <summary>The path of a slot.</summary>
    public string PathOf(int slot)
    {
        lock (_lock)
            return _paths[slot];
    }

    /// <summary>All paths by slot, as they are now.</summary>
    public string[] Snapshot()
    {
        lock (_lock)
            return [.. _paths];
    }
}
