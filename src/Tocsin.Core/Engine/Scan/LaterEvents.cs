using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Scan;

/// <summary>What a chunk holds of events that may be part of a sequence but do not begin one.</summary>
internal sealed class LaterEvents
{
    private List<int>? _records;

    /// <summary>The earliest time of them, by which the sequence goes.</summary>
    public long EarliestMillis { get; private set; } = long.MaxValue;

    /// <summary>The latest.</summary>
    public long LatestMillis { get; private set; } = long.MinValue;

    /// <summary>The records, in order, of those that were not looked at, because nothing had begun for them (<see cref="DormantSequences"/>).</summary>
    public IReadOnlyList<int> Records => _records ?? [];

    /// <summary>Takes note of an event.</summary>
    /// <param name="timeMillis">Its time; <see cref="Event.NoTime"/> is passed over, since no sequence holds such an event.</param>
    public void Note(long timeMillis)
    {
        if (timeMillis == Event.NoTime)
            return;
        EarliestMillis = Math.Min(EarliestMillis, timeMillis);
        LatestMillis = Math.Max(LatestMillis, timeMillis);
    }

    /// <summary>Takes note of a record that was not looked at.</summary>
    public void Add(int record)
    {
        _records ??= [];
        if (_records.Count == 0 || _records[^1] != record)
            _records.Add(record);
    }
}
