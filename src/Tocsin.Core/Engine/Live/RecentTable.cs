using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Live;

/// <summary>How often each of some keys was seen lately: bounded by number and by age, kept in a state table.</summary>
/// <remarks>The key that was touched longest ago goes first. One thread at a time.</remarks>
/// <param name="table">The name of the state table.</param>
/// <param name="options">The bounds.</param>
/// <param name="changes">Receives changed entries.</param>
/// <param name="streams">For the writer.</param>
internal sealed class RecentTable(string table, LiveOptions options, StateChanges changes, DataStreams streams)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, long Order)> _byAge = new();
    private long _order;

    /// <summary>How many keys are remembered.</summary>
    public int Count => _entries.Count;

    /// <summary>How often a key was counted.</summary>
    public long TimesOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Times : 0;

    /// <summary>Counts a key once more.</summary>
    /// <param name="key">The key.</param>
    /// <param name="nowMillis">The arrival of the batch.</param>
    /// <returns>How often it was counted, this time included.</returns>
    public long Touch(string key, long nowMillis)
    {
        var times = _entries.TryGetValue(key, out var entry) ? entry.Times + 1 : 1;
        Enter(key, new(times, nowMillis, _order++));
        using var writer = new StateWriter(streams);
        writer.Write(times);
        writer.Write(nowMillis);
        writer.Write(_entries[key].Order);
        changes.Put(table, key, writer.Take());
        return times;
    }

    /// <summary>Forgets what is too old or too much.</summary>
    public void Prune(long nowMillis)
    {
        var oldest = nowMillis - (long)options.RecentAge.TotalMilliseconds;
        while (_byAge.TryPeek(out var next))
        {
            var isCurrent = _entries.TryGetValue(next.Key, out var entry) && entry.Order == next.Order;
            if (isCurrent && entry.Millis >= oldest && _entries.Count <= options.RecentMax)
                return;
            _byAge.Dequeue();
            if (!isCurrent)
                continue;
            _entries.Remove(next.Key);
            changes.Remove(table, next.Key);
        }
    }

    /// <summary>Takes up entries that were kept.</summary>
    public void Load(IEnumerable<StateEntry> kept)
    {
        var read = new List<(string Key, Entry Entry)>();
        foreach (var entry in kept)
        {
            using var reader = new StateReader(entry.Value!, streams);
            read.Add((entry.Key, new(reader.ReadLong(), reader.ReadLong(), reader.ReadLong())));
        }

        foreach (var (key, entry) in read.OrderBy(e => e.Entry.Order))
        {
            Enter(key, entry);
            _order = entry.Order + 1;
        }
    }

    private void Enter(string key, Entry entry)
    {
        _entries[key] = entry;
        _byAge.Enqueue((key, entry.Order));
    }

    private readonly record struct Entry(long Times, long Millis, long Order);
}
