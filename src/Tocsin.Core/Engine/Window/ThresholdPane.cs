using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Window;

/// <summary>What a threshold rule keeps of a stretch of time: events as they came, and groups of those that were sorted in.</summary>
/// <remarks>
/// PERF: a group lists the ids of its first hundred events. In a chunk's own pane nearly every event is among them, in the pane of the whole input
/// few are. So a chunk's pane copies bytes and sorts nothing; ids, which are hashes of content, are made when it is merged.
/// </remarks>
internal sealed class ThresholdPane(ThresholdProgram program) : IPane
{
    /// <summary>How many bytes of events may wait: more than one chunk of an input has.</summary>
    private const int RowBytesMax = 4 * 1024 * 1024;

    private readonly ThresholdRows _rows = new();
    private readonly Dictionary<ValueKey, ThresholdGroup> _groups = [];
    private readonly Value[] _key = new Value[program.GroupSlots.Length];
    private long _groupBytes;

    /// <summary>The groups of all events.</summary>
    public Dictionary<ValueKey, ThresholdGroup> Groups
    {
        get
        {
            SortIn(_rows);
            return _groups;
        }
    }

    /// <inheritdoc/>
    public bool IsEmpty => _rows.IsEmpty && _groups.Count == 0;

    /// <inheritdoc/>
    /// <remarks>Sorts in what waits: who asks has the pane for good.</remarks>
    public long SizeBytes
    {
        get
        {
            SortIn(_rows);
            return _groupBytes;
        }
    }

    /// <inheritdoc/>
    public bool Add(EvalContext context, long timeMillis)
    {
        var read = context.Event!;
        if (context.Test(program.Condition!) != Truth.True)
            return false;
        var slots = program.GroupSlots;
        var isOne = true;
        for (var i = 0; i < slots.Length; i++)
        {
            _key[i] = read.Get(slots[i]);
            if (_key[i].IsNull)
                return false;
            isOne &= !_key[i].IsMany;
        }

        var counted = program.CountedSlot < 0 ? Value.Null : read.Get(program.CountedSlot);
        if (isOne)
        {
            _rows.Add(read, timeMillis, counted, _key, 1);
        }
        else
        {
            var combinations = new List<ValueKey>();
            FieldCombinations.Collect(read, slots, combinations);
            Value[] keys = [.. combinations.SelectMany(k => k.Values)];
            _rows.Add(read, timeMillis, counted, keys, combinations.Count);
        }

        if (_rows.SizeBytes > RowBytesMax)
            SortIn(_rows);
        return true;
    }

    /// <inheritdoc/>
    public void Merge(IPane other)
    {
        var added = (ThresholdPane)other;
        SortIn(added._rows);
        foreach (var (key, group) in added._groups)
        {
            if (!_groups.TryGetValue(key, out var mine))
            {
                _groups[key] = group;
                _groupBytes += SizeOf(key) + group.SizeBytes;
                continue;
            }

            // What evidence has no room for is dropped, so the size is not the sum.
            var before = mine.SizeBytes;
            mine.Merge(group);
            _groupBytes += mine.SizeBytes - before;
        }
    }

    /// <inheritdoc/>
    public void MergeSmall(IPane other)
    {
        var added = (ThresholdPane)other;
        // PERF: sorted in here, where nearly every group is known, an event only counts.
        if (added._groups.Count == 0)
            SortIn(added._rows);
        else
            Merge(added);
    }

    /// <summary>Adds the keys of all events; they borrow nothing.</summary>
    public void CollectKeys(ISet<ValueKey> keys)
    {
        keys.UnionWith(_groups.Keys);
        if (_rows.IsEmpty)
            return;
        foreach (var row in _rows)
        {
            var position = row.KeysStart;
            for (var left = row.Header.KeyCount; left > 0; left--)
            {
                row.ReadKey(ref position, _key);
                var key = new ValueKey(_key);
                if (!keys.Contains(key))
                    keys.Add(key.ToOwned());
            }
        }
    }

    /// <summary>Moves events into the groups.</summary>
    private void SortIn(ThresholdRows rows)
    {
        if (rows.IsEmpty)
            return;
        foreach (var row in rows)
        {
            var position = row.KeysStart;
            for (var left = row.Header.KeyCount; left > 0; left--)
            {
                row.ReadKey(ref position, _key);
                _groupBytes += GroupOf(new(_key)).Add(rows, row);
            }
        }

        rows.Clear();
    }

    private ThresholdGroup GroupOf(ValueKey key)
    {
        if (_groups.TryGetValue(key, out var group))
            return group;
        var owned = key.ToOwned();
        _groups[owned] = group = new(program.CountedSlot >= 0);
        _groupBytes += SizeOf(owned) + group.SizeBytes;
        return group;
    }

    private static long SizeOf(ValueKey key) => key.SizeBytes + 136;
}
