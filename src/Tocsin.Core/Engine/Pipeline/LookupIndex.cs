using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Finds the rows of a table by some of their columns.</summary>
/// <remarks>Null keys and keys of several values are never found (ES|QL specification, 8.12).</remarks>
internal sealed class LookupIndex
{
    private readonly Dictionary<ValueKey, List<int>> _rows = [];

    /// <param name="keys">For each row of the table its key values.</param>
    /// <param name="expandMany">Whether a row with several key values is found under each.</param>
    public LookupIndex(IReadOnlyList<Value[]> keys, bool expandMany)
    {
        for (var row = 0; row < keys.Count; row++)
        {
            if (expandMany && keys[row].Length == 1)
            {
                for (var i = 0; i < keys[row][0].Count; i++)
                    Add([keys[row][0][i]], row);
            }
            else if (Array.TrueForAll(keys[row], v => !v.IsNull && !v.IsMany))
            {
                Add(keys[row], row);
            }
        }
    }

    /// <summary>The rows of a key, ascending; empty where there are none.</summary>
    public IReadOnlyList<int> Find(Value[] key)
    {
        foreach (ref readonly var value in key.AsSpan())
        {
            if (value.IsNull || value.IsMany)
                return [];
        }

        return _rows.TryGetValue(new(key), out var rows) ? rows : [];
    }

    private void Add(Value[] key, int row)
    {
        var valueKey = new ValueKey(key);
        if (!_rows.TryGetValue(valueKey, out var rows))
            _rows[valueKey] = rows = [];
        rows.Add(row);
    }
}
