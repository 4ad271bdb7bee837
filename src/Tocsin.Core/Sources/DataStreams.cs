using System.Collections.Concurrent;

namespace Tocsin.Core.Sources;

/// <summary>The names of the indices and data streams of a run, interned as small numbers.</summary>
/// <remarks>Numbers count from 0 without gaps. Threads: safe. Numbers depend on who comes first; nothing that is printed may.</remarks>
internal sealed class DataStreams
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, int> _ids = new(StringComparer.Ordinal);
    private volatile string[] _names = [];

    /// <summary>How many names there are.</summary>
    public int Count => _names.Length;

    /// <summary>The number of a name, new or known.</summary>
    public int GetOrAdd(string name)
    {
        if (_ids.TryGetValue(name, out var known))
            return known;
        lock (_lock)
        {
            if (_ids.TryGetValue(name, out known))
                return known;
            var id = _names.Length;
            _names = [.. _names, name];
            _ids[name] = id;
            return id;
        }
    }

    /// <summary>The name of a number: what <c>_index</c> reads as.</summary>
    public string NameOf(int id) => _names[id];

    /// <summary>All names by number, as they are now.</summary>
    public IReadOnlyList<string> Names => _names;
}
