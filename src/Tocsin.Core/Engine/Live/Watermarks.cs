using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Live;

/// <summary>What time it is for the rules, told by the log alone: for each clock the instant before which no event is waited for.</summary>
/// <remarks>
/// <para>The watermark of a source is its latest event time less the lateness. The floor of a clock is the least watermark of the sources that
/// are not idle; it never goes back. When all sources are idle, time goes on from the latest event at the pace of arrivals, so that a
/// recording posted today is not taken for late, and never beyond the arrival itself.</para>
/// <para>An event that claims to be later than its arrival counts as of its arrival; by more than the tolerance, not at all.</para>
/// </remarks>
internal sealed class Watermarks
{
    /// <summary>So many sources are remembered however long they are silent.</summary>
    private const int SourcesKept = 100;

    private const long MillisPerMove = 1000;

    private readonly IReadOnlyList<RuleClock> _clocks;
    private readonly long _lateness;
    private readonly long _tolerance;
    private readonly long _idle;
    private readonly long _gone;
    private readonly SortedDictionary<string, SourceTimes> _sources = new(StringComparer.Ordinal);
    private readonly long[] _floors;
    private readonly long[] _earliest;
    private readonly long[] _latest;

    public Watermarks(IReadOnlyList<RuleClock> clocks, LiveOptions options)
    {
        _clocks = clocks;
        _lateness = (long)options.Lateness.TotalMilliseconds;
        _tolerance = (long)options.FutureTolerance.TotalMilliseconds;
        _idle = (long)options.IdleTimeout.TotalMilliseconds;
        _gone = (long)options.RecentAge.TotalMilliseconds;
        _floors = NoTimes();
        _earliest = NoTimes();
        _latest = NoTimes();
    }

    /// <summary>The latest arrival; <see cref="Event.NoTime"/> before any.</summary>
    public long NowMillis { get; private set; } = Event.NoTime;

    /// <summary>What is known of each source, by name.</summary>
    public IReadOnlyDictionary<string, SourceTimes> Sources => _sources;

    /// <summary>The clocks.</summary>
    public IReadOnlyList<RuleClock> Clocks => _clocks;

    /// <summary>The floor of a clock; <see cref="Event.NoTime"/> where nothing is known.</summary>
    public long FloorOf(int clock) => _floors[clock];

    /// <summary>The earliest event of a clock; <see cref="Event.NoTime"/> before any.</summary>
    public long EarliestOf(int clock) => _earliest[clock];

    /// <summary>The latest event of a clock; <see cref="Event.NoTime"/> before any.</summary>
    public long LatestOf(int clock) => _latest[clock];

    /// <summary>The least of all floors.</summary>
    public long LeastFloor
    {
        get
        {
            var least = Event.NoTime;
            foreach (var floor in _floors)
                least = least == Event.NoTime || (floor != Event.NoTime && floor < least) ? floor : least;
            return least;
        }
    }

    /// <summary>Whether a time lies too far after its arrival.</summary>
    public bool IsFuture(long timeMillis, long arrivedMillis) =>
        timeMillis != Event.NoTime && timeMillis > arrivedMillis + _tolerance;

    /// <summary>Whether a source had no batch for so long that it is not waited for.</summary>
    public bool IsIdle(SourceTimes source) => NowMillis - source.ArrivedMillis > _idle;

    /// <summary>Takes the times of a batch. One without parts only tells the time.</summary>
    public void Observe(string source, long arrivedMillis, IReadOnlyList<ChunkResult> parts)
    {
        NowMillis = Math.Max(NowMillis, arrivedMillis);
        if (parts.Count == 0)
            return;
        if (!_sources.TryGetValue(source, out var times))
            _sources[source] = times = new(NoTimes(), NoTimes());
        times.ArrivedMillis = Math.Max(times.ArrivedMillis, arrivedMillis);
        foreach (var part in parts)
        {
            times.EventCount += part.EventCount;
            for (var clock = 0; clock < _clocks.Count; clock++)
            {
                var (earliest, latest) = (part.EarliestMillis[clock], part.LatestMillis[clock]);
                if (latest == Event.NoTime || IsFuture(latest, arrivedMillis))
                    continue;
                times.Seen[clock] = Math.Max(times.Seen[clock], arrivedMillis);
                // A clock that is ahead must not make the events of others late.
                times.Latest[clock] = Math.Max(times.Latest[clock], Math.Min(latest, arrivedMillis));
                _latest[clock] = Math.Max(_latest[clock], latest);
                _earliest[clock] = _earliest[clock] == Event.NoTime ? earliest : Math.Min(_earliest[clock], earliest);
            }
        }
    }

    /// <summary>Moves the floors on, and forgets sources that were silent for so long that they are gone: files that were rotated away.</summary>
    /// <returns>Whether some floor moved.</returns>
    public bool Advance()
    {
        if (_sources.Count > SourcesKept)
            Forget();
        var isMoved = false;
        for (var clock = 0; clock < _clocks.Count; clock++)
        {
            var least = Event.NoTime;
            var afterIdle = Event.NoTime;
            foreach (var source in _sources.Values)
            {
                var latest = source.Latest[clock];
                if (latest == Event.NoTime)
                    continue;
                if (IsIdle(source))
                    afterIdle = Math.Max(afterIdle, Math.Min(NowMillis, latest + (NowMillis - source.ArrivedMillis)));
                else
                    least = least == Event.NoTime ? latest : Math.Min(least, latest);
            }

            var reached = least != Event.NoTime ? least : afterIdle;
            if (reached == Event.NoTime)
                continue;
            // By whole seconds, so that not each batch moves every rule.
            var floor = reached - _lateness;
            floor -= floor % MillisPerMove;
            if (floor <= _floors[clock])
                continue;
            _floors[clock] = floor;
            isMoved = true;
        }

        return isMoved;
    }

    private void Forget()
    {
        // Time goes on from the last of them, so that one stays.
        var last = _sources.Values.Max(s => s.ArrivedMillis);
        foreach (var (name, source) in _sources.ToList())
        {
            if (NowMillis - source.ArrivedMillis > _gone && source.ArrivedMillis < last)
                _sources.Remove(name);
        }
    }

    /// <summary>Writes all of it, clocks by their names.</summary>
    public void Write(StateWriter writer)
    {
        writer.Write(NowMillis);
        writer.Write((long)_clocks.Count);
        for (var clock = 0; clock < _clocks.Count; clock++)
        {
            writer.Write(_clocks[clock].Key);
            writer.Write(_floors[clock]);
            writer.Write(_earliest[clock]);
            writer.Write(_latest[clock]);
        }

        writer.Write((long)_sources.Count);
        foreach (var (name, source) in _sources)
        {
            writer.Write(name);
            writer.Write(source.ArrivedMillis);
            writer.Write(source.EventCount);
            foreach (var latest in source.Latest)
                writer.Write(latest);
        }
    }

    /// <summary>Takes up what was written, perhaps under other clocks: those that are new begin with nothing known.</summary>
    public void Read(StateReader reader)
    {
        NowMillis = reader.ReadLong();
        var places = new int[reader.ReadCount()];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = PlaceOf(reader.ReadText());
            var (floor, earliest, latest) = (reader.ReadLong(), reader.ReadLong(), reader.ReadLong());
            if (places[i] >= 0)
                (_floors[places[i]], _earliest[places[i]], _latest[places[i]]) = (floor, earliest, latest);
        }

        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var name = reader.ReadText();
            var source = new SourceTimes(NoTimes(), NoTimes())
            {
                ArrivedMillis = reader.ReadLong(),
                EventCount = reader.ReadLong(),
            };
            foreach (var place in places)
            {
                var latest = reader.ReadLong();
                if (place >= 0)
                    source.Latest[place] = latest;
            }

            _sources[name] = source;
        }
    }

    private int PlaceOf(string key)
    {
        for (var i = 0; i < _clocks.Count; i++)
        {
            if (_clocks[i].Key == key)
                return i;
        }

        return -1;
    }

    private long[] NoTimes()
    {
        var times = new long[_clocks.Count];
        Array.Fill(times, Event.NoTime);
        return times;
    }
}

/// <summary>What is known of the time of a source.</summary>
/// <param name="latest">For each clock its latest event time, none later than its arrival.</param>
/// <param name="seen">For each clock the arrival of its latest batch with a time by it, in this process.</param>
internal sealed class SourceTimes(long[] latest, long[] seen)
{
    /// <summary>See the constructor.</summary>
    public long[] Latest { get; } = latest;

    /// <summary>See the constructor.</summary>
    public long[] Seen { get; } = seen;

    /// <summary>When its last batch arrived.</summary>
    public long ArrivedMillis { get; set; } = Event.NoTime;

    /// <summary>How many events it has sent.</summary>
    public long EventCount { get; set; }
}
