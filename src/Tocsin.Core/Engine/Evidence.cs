using Tocsin.Core.Events;

namespace Tocsin.Core.Engine;

/// <summary>The events that a group or row rests on: how many, when, the ids of the first ones, and the very first of them whole.</summary>
/// <remarks>
/// <para>“First” goes by time, then id: not by arrival, so that the order of the input does not matter. Merging is commutative and
/// associative, so panes, chunks and threads may be combined in any order.</para>
/// <para>Bounds: <see cref="IdsMax"/> ids, <see cref="EventsMax"/> whole events; <see cref="Count"/> has no bound.</para>
/// </remarks>
internal sealed partial class Evidence
{
    /// <summary>How many ids are kept.</summary>
    public const int IdsMax = 100;

    /// <summary>How many events are kept whole.</summary>
    public const int EventsMax = 3;

    /// <summary>How many stretches of time are counted apart; see <see cref="MergeOverlapping"/>.</summary>
    private const int SegmentsMax = 64;

    private readonly List<EvidenceItem> _items = new(1);
    private readonly List<Segment> _segments = new(1);

    /// <summary>How many events there are; the same event under two keys counts once in each.</summary>
    public long Count { get; private set; }

    /// <summary>The earliest event time, milliseconds since 1970; <see cref="Event.NoTime"/> when empty.</summary>
    public long FirstMillis { get; private set; } = Event.NoTime;

    /// <summary>The latest event time.</summary>
    public long LastMillis { get; private set; } = Event.NoTime;

    /// <summary>The first events, by time and id; the first <see cref="EventsMax"/> of them whole.</summary>
    public IReadOnlyList<EvidenceItem> Items => _items;

    /// <summary>About how much memory it holds.</summary>
    public long SizeBytes { get; private set; } = 64;

    /// <summary>Adds an event.</summary>
    /// <param name="added">The event; what is kept of it is copied.</param>
    /// <param name="timeMillis">The time that the rule goes by.</param>
    public void Add(Event added, long timeMillis)
    {
        CountIn(timeMillis);
        if (_items.Count == IdsMax && timeMillis > _items[^1].TimeMillis)
            return;
        var place = PlaceOf(timeMillis, added.Id);
        if (place < IdsMax)
            Insert(
                place,
                new(added.Id, timeMillis, added.StreamId, added.HasOwnId, place < EventsMax ? added.Store() : null)
            );
    }

    /// <summary>Adds an event that is kept already.</summary>
    public void Add(StoredEvent added, long timeMillis)
    {
        CountIn(timeMillis);
        AddItem(added, timeMillis);
    }

    /// <summary>Adds an event that is kept already, as <see cref="Merge"/> adds evidence of it alone: counted apart from what is there.</summary>
    public void AddApart(StoredEvent added, long timeMillis)
    {
        Count++;
        Extend(timeMillis, timeMillis);
        AddSegment(new(timeMillis, timeMillis, 1));
        AddItem(added, timeMillis);
    }

    /// <summary>Adds an event of which the id is known, and the whole only where it may be among the first <see cref="EventsMax"/>.</summary>
    /// <param name="added">What is known of it; its time is the one that the rule goes by.</param>
    public void Add(EvidenceItem added)
    {
        CountIn(added.TimeMillis);
        var place = PlaceOf(added.TimeMillis, added.Id);
        if (place < IdsMax)
            Insert(place, added);
    }

    private void AddItem(StoredEvent added, long timeMillis)
    {
        if (_items.Count == IdsMax && timeMillis > _items[^1].TimeMillis)
            return;
        var place = PlaceOf(timeMillis, added.Id);
        if (place < IdsMax)
            Insert(place, new(added.Id, timeMillis, added.StreamId, added.HasOwnId, place < EventsMax ? added : null));
    }

    private void CountIn(long timeMillis)
    {
        Count++;
        Extend(timeMillis, timeMillis);
        if (_segments.Count == 0)
            _segments.Add(new(timeMillis, timeMillis, 1));
        else
            _segments[^1] = _segments[^1].With(timeMillis);
    }

    /// <summary>Adds all of another's; the other is left as it is.</summary>
    public void Merge(Evidence other)
    {
        if (other.Count == 0)
            return;
        Count += other.Count;
        Extend(other.FirstMillis, other.LastMillis);
        foreach (var segment in other._segments)
            AddSegment(segment);
        AddItems(other._items);
    }

    /// <summary>Adds what a later window of the same group has beyond this one's last event: the windows overlap, and an event counts once.</summary>
    /// <remarks>
    /// Evidence counts each pane it was merged from apart, and windows begin and end where panes do, so what lies behind the last
    /// event is known by whole panes.
    /// </remarks>
    public void MergeOverlapping(Evidence later)
    {
        var last = LastMillis;
        foreach (var segment in later._segments)
        {
            if (segment.FirstMillis <= last)
                continue;
            Count += segment.Count;
            Extend(segment.FirstMillis, segment.LastMillis);
            AddSegment(segment);
        }

        AddItems(later._items.Where(i => i.TimeMillis > last));
    }

    private void AddItems(IEnumerable<EvidenceItem> items)
    {
        foreach (var item in items)
        {
            var place = PlaceOf(item.TimeMillis, item.Id);
            if (place >= IdsMax)
                return;
            Insert(place, item);
        }
    }

    private void AddSegment(Segment added)
    {
        for (var i = 0; i < _segments.Count; i++)
        {
            // Parts of one pane that different chunks saw overlap; parts of different panes never do.
            if (_segments[i].FirstMillis <= added.LastMillis && added.FirstMillis <= _segments[i].LastMillis)
            {
                _segments[i] = _segments[i].With(added);
                return;
            }
        }

        if (_segments.Count == SegmentsMax)
            _segments[^1] = _segments[^1].With(added);
        else
            _segments.Add(added);
    }

    private void Insert(int place, EvidenceItem item)
    {
        // The first few of one part need not be the first few of the whole.
        if (place >= EventsMax && item.Event is not null)
            item = item with { Event = null };
        _items.Insert(place, item);
        SizeBytes += item.SizeBytes;
        if (_items.Count > IdsMax)
        {
            SizeBytes -= _items[^1].SizeBytes;
            _items.RemoveAt(_items.Count - 1);
        }

        // Whoever was pushed out of the first few need not be kept whole any longer.
        if (_items.Count > EventsMax && _items[EventsMax].Event is { } pushedOut)
        {
            SizeBytes -= pushedOut.RecordBytes;
            _items[EventsMax] = _items[EventsMax] with { Event = null };
        }
    }

    private int PlaceOf(long timeMillis, string id)
    {
        int low = 0,
            high = _items.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var item = _items[middle];
            var before =
                item.TimeMillis != timeMillis ? item.TimeMillis < timeMillis : string.CompareOrdinal(item.Id, id) <= 0;
            if (before)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Extend(long first, long last)
    {
        FirstMillis = FirstMillis == Event.NoTime ? first : Math.Min(FirstMillis, first);
        LastMillis = LastMillis == Event.NoTime ? last : Math.Max(LastMillis, last);
    }

    /// <summary>A stretch of time, both ends included, and how many events lie in it.</summary>
    private readonly record struct Segment(long FirstMillis, long LastMillis, long Count)
    {
        public Segment With(long millis) => With(new Segment(millis, millis, 1));

        public Segment With(Segment other) =>
            new(Math.Min(FirstMillis, other.FirstMillis), Math.Max(LastMillis, other.LastMillis), Count + other.Count);
    }
}

/// <summary>One event of an <see cref="Evidence"/>.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="TimeMillis">The time that the rule goes by.</param>
/// <param name="StreamId">Number of its index.</param>
/// <param name="HasOwnId">Whether the id came from the record.</param>
/// <param name="Event">The event whole, for the first few.</param>
internal sealed record EvidenceItem(string Id, long TimeMillis, int StreamId, bool HasOwnId, StoredEvent? Event)
{
    /// <summary>About how much memory it holds.</summary>
    public long SizeBytes => 96 + 2 * Id.Length + (Event?.RecordBytes ?? 0);
}
