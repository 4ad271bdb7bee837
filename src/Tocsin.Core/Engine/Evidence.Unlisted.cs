namespace Tocsin.Core.Engine;

/// <summary>Events that count and are not among those that are listed.</summary>
internal sealed partial class Evidence
{
    /// <summary>The latest time of an event that may be listed; the id of a later one need not be known.</summary>
    public long ListedUntil => _items.Count < IdsMax ? long.MaxValue : _items[^1].TimeMillis;

    /// <summary>Whether an event of this time may be among the first few, which are kept whole.</summary>
    public bool MayShow(long timeMillis) => _items.Count < EventsMax || timeMillis <= _items[EventsMax - 1].TimeMillis;

    /// <summary>Counts events that are not listed; there must be listed ones.</summary>
    /// <param name="count">How many.</param>
    /// <param name="firstMillis">The time of the earliest.</param>
    /// <param name="lastMillis">The time of the latest.</param>
    public void AddUnlisted(long count, long firstMillis, long lastMillis)
    {
        Count += count;
        Extend(firstMillis, lastMillis);
        _segments[^1] = _segments[^1].With(new Segment(firstMillis, lastMillis, count));
    }
}
