using Tocsin.Core.Engine.FirstSeen;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Live;

/// <summary>One new-terms rule at work: an event alerts as it comes when its term was not seen within the history.</summary>
/// <remarks>
/// The same runs and the same condition as in a scan (<see cref="FirstSeenState"/>); a late event may turn out to be the first of its term,
/// and then the alert is renamed. State: table <c>terms/…</c>, an entry for each term, dropped once it is older than the history.
/// </remarks>
internal sealed class LiveTerms : ILiveState
{
    private const int ShedPart = 10;

    private readonly NewTermsPlan _plan;
    private readonly LiveOptions _options;
    private readonly StateChanges _state;
    private readonly DataStreams _streams;
    private readonly LiveAlerts _alerts;
    private readonly long _gapMillis;
    private readonly Dictionary<ValueKey, TermState> _terms = [];
    private readonly List<(ValueKey Term, TermState State)> _changed = [];
    private long _sweptMillis = long.MinValue;
    private long _floor = long.MinValue;

    public LiveTerms(LiveRule rule, LiveOptions options, StateChanges state, DataStreams streams, LiveAlerts alerts)
    {
        Rule = rule;
        _plan = (NewTermsPlan)rule.Plan;
        (_options, _state, _streams, _alerts) = (options, state, streams, alerts);
        _gapMillis = Math.Max(
            0,
            _plan.Program.HistoryMillis - _plan.Schedule.LookBackMillis - _plan.Schedule.IntervalMillis
        );
    }

    /// <summary>The rule.</summary>
    public LiveRule Rule { get; }

    /// <summary>How many terms are remembered.</summary>
    public int Count => _terms.Count;

    /// <summary>About how much memory they hold.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Takes the terms of a part of a batch.</summary>
    /// <param name="gathered">The terms.</param>
    /// <param name="raises">Whether what is new is raised; not so in a replay.</param>
    public void Commit(TermRuns gathered, bool raises)
    {
        foreach (var (term, runs) in gathered.ByTerm)
        {
            if (!_terms.TryGetValue(term, out var state))
            {
                _terms[term] = state = new(DetectionState.KeyOf(term.Values), []);
                SizeBytes += term.SizeBytes + 250;
            }

            foreach (var run in runs)
            {
                Rule.Counters.Hits++;
                Rule.Counters.LastEventMillis = Math.Max(Rule.Counters.LastEventMillis, run.LastMillis);
                Add(state.Runs, new(run.First.Id, run.FirstMillis, run.LastMillis) { First = run.First });
            }

            if (raises)
                RaiseWhatIsNew(term, state.Runs);
            foreach (var run in state.Runs)
                run.First = null;
            if (!state.IsChanged)
            {
                state.IsChanged = true;
                _changed.Add((term, state));
            }
        }

        if (_terms.Count > _options.TermsMax)
            Shed(0, 0, 0);
    }

    /// <summary>Enters the terms that changed since the last time into the state table: a term that every batch holds is written once a step.</summary>
    public void Flush()
    {
        foreach (var (term, state) in _changed)
        {
            if (state.IsChanged)
                Keep(term, state);
            state.IsChanged = false;
        }

        _changed.Clear();
    }

    /// <summary>Drops what is older than the history.</summary>
    public void Advance(long firstTick, long floor, long nowMillis)
    {
        _floor = floor;
        // A sweep looks at all terms: once for each hour of events is enough.
        if (_sweptMillis != long.MinValue && floor - _sweptMillis < TimeSpan.MillisecondsPerHour)
            return;
        _sweptMillis = floor;
        var oldest = floor - _plan.Program.HistoryMillis - _plan.Schedule.IntervalMillis;
        foreach (var (term, state) in _terms.Where(t => t.Value.LastMillis < oldest).ToList())
            Drop(term, state);
    }

    /// <summary>Forgets the terms that were seen longest ago, a tenth of all.</summary>
    public void Shed(long offset, long firstTick, long nowMillis)
    {
        var count = _terms.Count / ShedPart + 1;
        foreach (
            var (term, state) in _terms
                .OrderBy(t => t.Value.LastMillis)
                .ThenBy(t => t.Value.Key, StringComparer.Ordinal)
                .Take(count)
                .ToList()
        )
        {
            Drop(term, state);
            Rule.Counters.Shed++;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> Tables => [Rule.Table("terms")];

    /// <inheritdoc/>
    public bool WaitsForTime => false;

    /// <inheritdoc/>
    public long NeededFrom =>
        !Rule.IsNew ? long.MaxValue
        : _floor == long.MinValue ? long.MinValue
        : _floor - _plan.Program.HistoryMillis;

    /// <inheritdoc/>
    public void Begin(long floor) => _floor = floor;

    /// <inheritdoc/>
    public void Resume()
    {
        // Terms are complete as they are.
    }

    /// <summary>Takes up what was kept.</summary>
    public void Load(Func<string, IEnumerable<StateEntry>> read)
    {
        foreach (var entry in read(Rule.Table("terms")))
        {
            using var reader = new StateReader(entry.Value!, _streams);
            var term = new ValueKey(reader.ReadValues());
            var state = new TermState(entry.Key, []);
            for (var left = reader.ReadCount(); left > 0; left--)
                state.Runs.Add(
                    new(reader.ReadText(), reader.ReadLong(), reader.ReadLong())
                    {
                        RaisedId = reader.ReadOptionalText(),
                    }
                );
            _terms[term] = state;
            SizeBytes += term.SizeBytes + 250;
        }
    }

    public void Write(StateWriter writer) => writer.Write(_sweptMillis);

    public void Read(StateReader reader) => _sweptMillis = reader.ReadLong();

    private void RaiseWhatIsNew(ValueKey term, List<SeenRun> runs)
    {
        long? previous = null;
        foreach (var run in runs)
        {
            if (TickThatFindsNew(run.FirstMillis, previous) is { } tick)
                Raise(term, run, tick);
            else if (run.RaisedId is not null)
                Unconfirm(run);
            previous = run.LastMillis;
        }
    }

    private void Raise(ValueKey term, SeenRun run, long tick)
    {
        // The first event of the run is of an earlier batch, so what there was to raise was raised.
        if (run.First is not { } first)
            return;
        var id = DetectionId.For(_plan.Rule.RuleId);
        id.Add(run.FirstId);
        id.Add(term.Values);
        var finished = id.Finish();
        if (finished == run.RaisedId)
            return;
        var evidence = new Evidence();
        evidence.Add(first, run.FirstMillis);
        var detection = new Detection
        {
            Plan = _plan,
            Id = finished,
            RaisedMillis = tick,
            LastRaisedMillis = tick,
            Event = first,
            EventId = first.Id,
            NewTerms = term.ToOwned().Values,
            Evidence = evidence,
        };
        if (run.RaisedId is { } before)
            _alerts.Replace(Rule, detection, before);
        else
            _alerts.Raise(Rule, detection);
        run.RaisedId = finished;
    }

    private void Unconfirm(SeenRun run)
    {
        Rule.Counters.Unconfirmed++;
        run.RaisedId = null;
    }

    private long? TickThatFindsNew(long millis, long? previous)
    {
        var schedule = _plan.Schedule;
        var tick = schedule.FirstTickOver(millis);
        // The first tick whose history begins behind the previous event.
        if (previous is { } before)
            tick = Math.Max(tick, schedule.TickAtOrAfter(before + 1 + _plan.Program.HistoryMillis));
        return schedule.WindowStart(tick) < millis ? tick : null;
    }

    /// <summary>Adds a run, taking in every other that touches it.</summary>
    private void Add(List<SeenRun> runs, SeenRun added)
    {
        for (var i = runs.Count - 1; i >= 0; i--)
        {
            var run = runs[i];
            if (run.FirstMillis - added.LastMillis > _gapMillis || added.FirstMillis - run.LastMillis > _gapMillis)
                continue;
            runs.RemoveAt(i);
            added = Join(run, added);
        }

        var place = runs.FindIndex(r => r.FirstMillis > added.FirstMillis);
        runs.Insert(place < 0 ? runs.Count : place, added);
    }

    private SeenRun Join(SeenRun a, SeenRun b)
    {
        // Of events of one instant the smaller id is the first, whatever came in first.
        var order = a.FirstMillis.CompareTo(b.FirstMillis);
        if (order == 0)
            order = string.CompareOrdinal(a.FirstId, b.FirstId);
        var first = order <= 0 ? a : b;
        if (a.RaisedId is not null && b.RaisedId is not null && a.RaisedId != b.RaisedId)
            Rule.Counters.Unconfirmed++;
        return new(first.FirstId, first.FirstMillis, Math.Max(a.LastMillis, b.LastMillis))
        {
            First = first.First,
            RaisedId = first.RaisedId ?? a.RaisedId ?? b.RaisedId,
        };
    }

    private void Keep(ValueKey term, TermState state)
    {
        using var writer = new StateWriter(_streams);
        writer.Write(term.Values);
        writer.Write((long)state.Runs.Count);
        foreach (var run in state.Runs)
        {
            writer.Write(run.FirstId);
            writer.Write(run.FirstMillis);
            writer.Write(run.LastMillis);
            writer.WriteOptional(run.RaisedId);
        }

        _state.Put(Rule.Table("terms"), state.Key, writer.Take());
    }

    private void Drop(ValueKey term, TermState state)
    {
        _terms.Remove(term);
        state.IsChanged = false;
        SizeBytes -= term.SizeBytes + 250;
        _state.Remove(Rule.Table("terms"), state.Key);
    }

    /// <summary>What is remembered of a term.</summary>
    private sealed record TermState(string Key, List<SeenRun> Runs)
    {
        public long LastMillis => Runs[^1].LastMillis;

        /// <summary>Whether the state table does not say it yet.</summary>
        public bool IsChanged { get; set; }
    }

    /// <summary>A stretch of time in which a term is seen so often that only its first event can be new.</summary>
    private sealed class SeenRun(string firstId, long firstMillis, long lastMillis)
    {
        public string FirstId { get; } = firstId;

        public long FirstMillis { get; } = firstMillis;

        public long LastMillis { get; } = lastMillis;

        /// <summary>The first event, while the batch that holds it is at hand.</summary>
        public StoredEvent? First { get; set; }

        /// <summary>The id of the alert on it; null where there is none.</summary>
        public string? RaisedId { get; set; }
    }
}
