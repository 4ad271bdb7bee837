namespace Tocsin.Core.Engine.Live;

/// <summary>The entries of state tables that changed since they were last made durable; the last change of an entry counts.</summary>
internal sealed class StateChanges
{
    private readonly Dictionary<(string Table, string Key), byte[]?> _changed = [];

    /// <summary>Enters or replaces an entry.</summary>
    public void Put(string table, string key, byte[] value) => _changed[(table, key)] = value;

    /// <summary>Removes an entry, whether it is there or not.</summary>
    public void Remove(string table, string key) => _changed[(table, key)] = null;

    /// <summary>Hands the changes out, by table and key, and forgets them.</summary>
    public IReadOnlyList<StateEntry> Drain()
    {
        var entries = new List<StateEntry>(_changed.Count);
        foreach (var ((table, key), value) in _changed)
            entries.Add(new(table, key, value));
        entries.Sort(
            static (x, y) =>
                string.CompareOrdinal(x.Table, y.Table) is not 0 and var order
                    ? order
                    : string.CompareOrdinal(x.Key, y.Key)
        );
        _changed.Clear();
        return entries;
    }
}
