using Tocsin.Core.Engine.Window;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Live;

/// <summary>One windowed rule at work: panes, episodes, and the alerts that were raised before their tick.</summary>
/// <remarks>
/// <para>A tick is evaluated once the floor has passed the end of its window; an episode alerts when it begins and says more with each
/// tick that belongs to it. Rules whose rows only grow (<see cref="IWindowProgram.OnlyGrows"/>) are looked at as events come in, for the groups
/// of those events; what is found is raised at once and confirmed, or renamed, at the tick.</para>
/// <para>State: panes follow from the log; tables <c>episodes/…</c>, <c>early/…</c> and <c>rows/…</c> hold the rest.</para>
/// </remarks>
internal sealed class LiveWindow : ILiveState, IEpisodeObserver
{
    /// <summary>How many ticks are evaluated at once.</summary>
    private const long TicksMax = 10_000;

    /// <summary>From how much memory on panes are held in less.</summary>
    private const long ShrinkBytesMin = 8 << 20;

    private readonly WindowPlan _plan;
    private readonly LiveOptions _options;
    private readonly StateChanges _state;
    private readonly DataStreams _streams;
    private readonly LiveAlerts _alerts;
    private readonly Action<StoredEvent> _pack;
    private readonly ShrinkBudget _budget;
    private readonly WindowPanes _panes;
    private readonly Episodes _episodes;
    private readonly Dictionary<EpisodeKey, EarlyAlert> _early = [];
    private readonly Dictionary<string, long> _raisedRows = new(StringComparer.Ordinal);
    private readonly List<(long Offset, long LastPane)> _shed = [];
    private readonly List<Detection> _ended = [];
    private long _nextTick = long.MinValue;
    private long _tick;
    private long _sizeAtShrink;

    public LiveWindow(
        LiveRule rule,
        LiveOptions options,
        StateChanges state,
        DataStreams streams,
        LiveAlerts alerts,
        RecordPacker packer,
        ShrinkBudget budget
    )
    {
        Rule = rule;
        _plan = (WindowPlan)rule.Plan;
        (_options, _state, _streams, _alerts) = (options, state, streams, alerts);
        (_pack, _budget) = (packer.Add, budget);
        _panes = new(_plan);
        _episodes = new(_plan, this);
    }

    /// <summary>The rule.</summary>
    public LiveRule Rule { get; }

    /// <summary>About how much memory the panes hold.</summary>
    public long SizeBytes => _panes.SizeBytes;

    /// <summary>The earliest event time that its panes need; <see cref="long.MinValue"/> before its first tick.</summary>
    public long NeededFrom => _nextTick == long.MinValue ? long.MinValue : _plan.Schedule.WindowStart(_nextTick);

    /// <summary>Whether time alone can bring something about.</summary>
    public bool WaitsForTime => !_panes.IsEmpty || _plan.Program.EmptyWindowGivesRows;

    /// <summary>Takes what a part of a batch held for the rule.</summary>
    /// <param name="gathered">Becomes the rule's.</param>
    /// <param name="offset">The batch.</param>
    /// <param name="firstTick">The rule's first tick; <see cref="Event.NoTime"/> in a replay, in which nothing is looked at.</param>
    public void Commit(WindowPanes gathered, long offset, long firstTick)
    {
        if (firstTick == Event.NoTime)
        {
            foreach (var (shedOffset, lastPane) in _shed)
            {
                if (offset <= shedOffset)
                    gathered.DropBefore(lastPane + 1);
            }
        }
        else
        {
            Count(gathered);
        }

        if (_nextTick != long.MinValue)
            gathered.DropBefore(NeededFrom);
        if (gathered.IsEmpty)
            return;
        if (firstTick == Event.NoTime || !_options.EvaluatesEarly || !_plan.Program.OnlyGrows)
        {
            Merge(gathered);
            return;
        }

        // What was gathered is gone once it is merged.
        var touched = new HashSet<ValueKey>();
        foreach (var (_, pane) in gathered.Panes)
            _plan.Program.CollectKeys(pane, touched);
        // A group whose alert was raised early waits for its tick.
        touched.RemoveWhere(k => _early.ContainsKey(new(k, 0)));
        var (first, last) = (gathered.FirstStart, gathered.LastStart);
        Merge(gathered);
        if (touched.Count > 0 && _early.Count < _options.EpisodesMax)
            EvaluateEarly(touched, first, last, firstTick);
    }

    /// <summary>Takes over what was gathered. Panes that events still come for are held in less memory each time that all of them have doubled.</summary>
    private void Merge(WindowPanes gathered)
    {
        foreach (var (_, pane) in gathered.Panes)
            pane.ForEachStored(_pack);
        _panes.Merge(gathered, isSmall: true);
        if (_panes.SizeBytes < Math.Max(ShrinkBytesMin, 2 * _sizeAtShrink))
            return;
        _panes.Shrink();
        _sizeAtShrink = _panes.SizeBytes;
    }

    /// <summary>Evaluates the ticks whose windows lie before the floor.</summary>
    public void Advance(long firstTick, long floor, long nowMillis)
    {
        var schedule = _plan.Schedule;
        _budget.LeftBytes -= _panes.ShrinkBefore(floor, _budget.LeftBytes);
        var lastTick = schedule.TickAtOrBefore(floor - 1 + schedule.EndMillis);
        if (lastTick < _nextTick || lastTick < firstTick)
            return;
        var tick = Math.Max(firstTick, _nextTick);
        if (_plan.Program.EmptyWindowGivesRows)
            tick = LeaveOut(tick, lastTick);
        for (; _panes.GoToDue(ref tick, lastTick); tick += schedule.IntervalMillis)
            Evaluate(tick);

        GoTo(lastTick + schedule.IntervalMillis);
        Rule.Counters.LastTick = lastTick;
    }

    /// <summary>Lets go of the oldest panes, about half of what is held.</summary>
    public void Shed(long offset, long firstTick, long nowMillis)
    {
        var goal = SizeBytes / 2;
        var last = long.MinValue;
        while (SizeBytes > goal && !_panes.IsEmpty)
        {
            last = _panes.FirstStart;
            _panes.DropBefore(last + 1);
            Rule.Counters.Shed++;
        }

        if (last == long.MinValue)
            return;
        _shed.RemoveAll(s => s.LastPane <= last);
        _shed.Add((offset, last));
    }

    /// <inheritdoc/>
    public void Begin(long floor) => GoTo(_plan.Schedule.TickAtOrAfter(floor + _plan.Schedule.EndMillis));

    /// <inheritdoc/>
    public void Resume()
    {
        // Panes are complete as they are.
    }

    /// <summary>Goes to the next tick: those before it are over.</summary>
    private void GoTo(long tick)
    {
        _nextTick = Math.Max(_nextTick, tick);
        _ended.Clear();
        _episodes.EndBefore(_nextTick, _ended);
        _ended.Clear();
        _panes.DropBefore(NeededFrom);
        _shed.RemoveAll(s => s.LastPane < NeededFrom);
        foreach (var (id, _) in _raisedRows.Where(r => r.Value < _nextTick).ToList())
        {
            _raisedRows.Remove(id);
            _state.Remove(Rule.Table("rows"), id);
        }

        foreach (var (key, early) in _early.Where(e => e.Value.Tick < _nextTick).ToList())
        {
            Rule.Counters.Unconfirmed++;
            Forget(key);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> Tables => [Rule.Table("episodes"), Rule.Table("early"), Rule.Table("rows")];

    /// <summary>Takes up what was kept.</summary>
    public void Load(Func<string, IEnumerable<StateEntry>> read)
    {
        foreach (var entry in read(Rule.Table("episodes")))
        {
            using var reader = new StateReader(entry.Value!, _streams);
            var key = new EpisodeKey(new(reader.ReadValues()), reader.ReadCount());
            var rowEvents = reader.ReadLong();
            _episodes.Resume(key, new(DetectionState.Read(reader, _plan), rowEvents));
        }

        foreach (var entry in read(Rule.Table("early")))
        {
            using var reader = new StateReader(entry.Value!, _streams);
            var key = new EpisodeKey(new(reader.ReadValues()), reader.ReadCount());
            _early[key] = new(reader.ReadText(), reader.ReadLong(), reader.ReadText());
        }

        foreach (var entry in read(Rule.Table("rows")))
        {
            using var reader = new StateReader(entry.Value!, _streams);
            _raisedRows[entry.Key] = reader.ReadLong();
        }
    }

    public void Write(StateWriter writer)
    {
        writer.Write(_nextTick);
        writer.Write((long)_shed.Count);
        foreach (var (offset, lastPane) in _shed)
        {
            writer.Write(offset);
            writer.Write(lastPane);
        }
    }

    public void Read(StateReader reader)
    {
        _nextTick = reader.ReadLong();
        for (var left = reader.ReadCount(); left > 0; left--)
            _shed.Add((reader.ReadLong(), reader.ReadLong()));
    }

    void IEpisodeObserver.Began(EpisodeKey key, Episode episode)
    {
        Keep(key, episode);
        var detection = episode.ToDetection(_plan);
        if (!_early.TryGetValue(key, out var early))
        {
            _alerts.Raise(Rule, detection);
            return;
        }

        Forget(key);
        if (early.Id != episode.Id)
            _alerts.Replace(Rule, detection, early.Id);
        else if (early.Fingerprint != DetectionState.Fingerprint(detection))
            _alerts.Extend(Rule, detection);
    }

    void IEpisodeObserver.Extended(EpisodeKey key, Episode episode)
    {
        Keep(key, episode);
        var detection = episode.ToDetection(_plan);
        if (_early.TryGetValue(key, out var early) && early.Tick <= _tick)
        {
            // A late event joined to the episode what had looked like another one.
            Forget(key);
            _alerts.Replace(Rule, detection, early.Id);
        }
        else
        {
            _alerts.Extend(Rule, detection);
        }
    }

    void IEpisodeObserver.Ended(EpisodeKey key) =>
        _state.Remove(Rule.Table("episodes"), DetectionState.KeyOf(key.Values.Values, key.Repeat));

    private void Count(WindowPanes gathered)
    {
        foreach (var (start, _) in gathered.Panes)
        {
            Rule.Counters.Hits++;
            Rule.Counters.LastEventMillis = Math.Max(Rule.Counters.LastEventMillis, start);
            if (_nextTick != long.MinValue && _plan.Schedule.FirstTickOver(start) < _nextTick)
                Rule.Counters.Late++;
        }
    }

    /// <summary>Where every tick is evaluated, one event of a wrong year must not make millions of them due.</summary>
    private long LeaveOut(long tick, long lastTick)
    {
        var first = lastTick - (TicksMax - 1) * _plan.Schedule.IntervalMillis;
        if (tick >= first)
            return tick;
        Rule.Counters.Shed += (first - tick) / _plan.Schedule.IntervalMillis;
        return first;
    }

    private void Evaluate(long tick)
    {
        _tick = tick;
        Rule.Counters.Evaluations++;
        var result = _plan.Program.Finish(_panes.Of(tick), tick, null);
        if (_plan.Program.IsAggregating)
        {
            _episodes.Observe(tick, result, _ended);
            _ended.Clear();
            if (_episodes.Count > _options.EpisodesMax)
            {
                var count = _episodes.Count - _options.EpisodesMax;
                _episodes.Forget(count);
                Rule.Counters.Shed += count;
            }
        }
        else
        {
            RaiseRows(tick, result);
        }
    }

    /// <summary>Looks at the groups of new events in the windows of the next ticks.</summary>
    /// <param name="touched">The groups.</param>
    /// <param name="first">The first pane of their new events.</param>
    /// <param name="last">The last.</param>
    /// <param name="firstTick">The rule's first tick.</param>
    private void EvaluateEarly(HashSet<ValueKey> touched, long first, long last, long firstTick)
    {
        var schedule = _plan.Schedule;
        var next = Math.Max(firstTick, _nextTick);
        var to = Math.Min(schedule.LastTickOver(last), schedule.FirstTickOver(_panes.LastStart));
        // Where many ticks are due, those before the new events have been looked at.
        if ((to - next) / schedule.IntervalMillis >= _options.EarlyTicksMax)
            next = Math.Max(next, schedule.FirstTickOver(first));
        var lastTicks = new Dictionary<EpisodeKey, long>();
        var left = (long)_options.EarlyLookupsMax;
        var ticks = 0;
        for (var tick = next; tick <= to && ticks < _options.EarlyTicksMax; tick += schedule.IntervalMillis, ticks++)
        {
            var panes = _panes.Of(tick);
            left -= (long)touched.Count * panes.Count;
            if (left < 0)
                return;
            var result = _plan.Program.FinishGroups(panes, touched, tick);
            foreach (var row in result.Rows)
                ObserveEarly(tick, row, result.Columns, lastTicks);
        }
    }

    private void ObserveEarly(
        long tick,
        ResultRow row,
        IReadOnlyList<ResultColumn> columns,
        Dictionary<EpisodeKey, long> lastTicks
    )
    {
        var key = new EpisodeKey(new(row.GroupKey), 0);
        if (!lastTicks.TryGetValue(key, out var last))
            last = _episodes.Open.TryGetValue(key, out var open) ? open.LastTick : long.MinValue;
        lastTicks[key] = tick;
        if ((last != long.MinValue && _episodes.GoesOn(last, row.Evidence!)) || _early.ContainsKey(key))
            return;
        var episode = _episodes.Begin(tick, key, row, columns);
        var detection = episode.ToDetection(_plan);
        _early[key] = new(episode.Id, tick, DetectionState.Fingerprint(detection));
        using var writer = new StateWriter(_streams);
        writer.Write(key.Values.Values);
        writer.Write((long)key.Repeat);
        writer.Write(_early[key].Id);
        writer.Write(tick);
        writer.Write(_early[key].Fingerprint);
        _state.Put(Rule.Table("early"), DetectionState.KeyOf(key.Values.Values, key.Repeat), writer.Take());
        _alerts.Raise(Rule, detection);
    }

    /// <summary>Rows that stand for an event each: an event alerts once, in however many windows it is found.</summary>
    private void RaiseRows(long tick, ResultTable result)
    {
        foreach (var row in result.Rows)
        {
            if (row.Evidence is not { Items.Count: > 0 } evidence)
                continue;
            var id = DetectionId.For(_plan.Rule.RuleId);
            id.Add(evidence.Items[0].Id);
            id.Add(row.GroupKey);
            var finished = id.Finish();
            if (!_raisedRows.TryAdd(finished, _plan.Schedule.LastTickOver(evidence.FirstMillis)))
                continue;
            using var writer = new StateWriter(_streams);
            writer.Write(_raisedRows[finished]);
            _state.Put(Rule.Table("rows"), finished, writer.Take());
            _alerts.Raise(
                Rule,
                new()
                {
                    Plan = _plan,
                    Id = finished,
                    RaisedMillis = tick,
                    LastRaisedMillis = tick,
                    Event = evidence.Items[0].Event,
                    EventId = evidence.Items[0].Id,
                    Columns = result.Columns,
                    Cells = row.Cells,
                    Evidence = evidence,
                }
            );
        }
    }

    private void Keep(EpisodeKey key, Episode episode)
    {
        using var writer = new StateWriter(_streams);
        writer.Write(key.Values.Values);
        writer.Write((long)key.Repeat);
        writer.Write(episode.RowEvents);
        DetectionState.Write(writer, episode.ToDetection(_plan));
        _state.Put(Rule.Table("episodes"), DetectionState.KeyOf(key.Values.Values, key.Repeat), writer.Take());
    }

    private void Forget(EpisodeKey key)
    {
        _early.Remove(key);
        _state.Remove(Rule.Table("early"), DetectionState.KeyOf(key.Values.Values, key.Repeat));
    }

    /// <summary>An alert that was raised before its tick.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Tick">Its tick.</param>
    /// <param name="Fingerprint">What it said.</param>
    private sealed record EarlyAlert(string Id, long Tick, string Fingerprint);
}
