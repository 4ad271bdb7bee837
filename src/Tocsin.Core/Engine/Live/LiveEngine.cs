using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Live;

/// <summary>Runs rules over the batches of a log, one after the other: the stateful half of <c>serve</c>, as <see cref="ScanEngine"/> is of a scan.</summary>
/// <remarks>
/// <para>Everything it does is a function of the log's content alone: batches carry their arrival, and the machine's clock is never read. So
/// a step that was lost with the process is repeated exactly (<see cref="Restore"/>), and steps may be committed one by one or many at a
/// time with the same outcome.</para>
/// <para>Use: <see cref="Process"/> for each batch; <see cref="DrainState"/> and <see cref="WriteCheckpoint"/> when they are committed.
/// One thread at a time.</para>
/// <para>Semantics: <c>docs/serve/engine.md</c>.</para>
/// </remarks>
internal sealed partial class LiveEngine
{
    private const int ShedRoundsMax = 64;

    private readonly CompiledRules _rules;
    private readonly DataStreams _streams;
    private readonly LiveOptions _options;
    private readonly StateChanges _state = new();
    private readonly Watermarks _times;
    private readonly RecordPacker _packer = new();
    private readonly ShrinkBudget _shrinking = new();
    private readonly LiveAlerts _alerts;
    private readonly LiveMatches _matches;
    private readonly AlertFeed _feed;
    private readonly LiveRule[] _matchRules;
    private readonly LiveWindow[] _windows;
    private readonly LiveJoin[] _joins;
    private readonly LiveTerms[] _terms;
    private readonly ILiveState[] _states;
    private readonly Dictionary<LiveRule, ILiveState> _stateOf;
    private readonly Dictionary<string, long> _lateOfSource = new(StringComparer.Ordinal);
    private readonly Func<long, LiveBatch?>? _readAgain;
    private readonly Dictionary<long, LiveBatch?> _readAgainNow = [];
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private long _earliest = long.MaxValue;
    private long _latest = long.MinValue;

    /// <param name="rules">The rules.</param>
    /// <param name="streams">The names of indices.</param>
    /// <param name="reader">A reader of the engine's own, for the alerts that rules over alerts see.</param>
    /// <param name="options">Time and limits.</param>
    /// <param name="readAgain">Reads a batch again that was taken lately, by its offset; null where the log has lost it. Without it more is held in memory.</param>
    public LiveEngine(
        CompiledRules rules,
        DataStreams streams,
        EventReader reader,
        LiveOptions options,
        Func<long, LiveBatch?>? readAgain = null
    )
    {
        _readAgain = readAgain;
        (_rules, _streams, _options) = (rules, streams, options);
        (_checkpoint, _ofRule) = (new(streams), new(streams));
        _times = new(rules.Clocks, options);
        _alerts = new(streams, options, _state);
        _matches = new(options, _state, streams);
        _feed = new(rules, streams, reader, options, _state);
        var keys = StateKey.For(rules.All, options);
        var keyOf = new Dictionary<RulePlan, string>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < keys.Length; i++)
            keyOf[rules.All[i]] = keys[i];
        _matchRules = [.. rules.Matches.Select((p, i) => new LiveRule(p, keyOf[p], rules.ClockOfMatch(i)))];
        _windows =
        [
            .. rules.Windows.Select(
                (p, i) =>
                    new LiveWindow(
                        new(p, keyOf[p], rules.ClockOfWindow(i)),
                        options,
                        _state,
                        streams,
                        _alerts,
                        _packer,
                        _shrinking
                    )
            ),
        ];
        _joins =
        [
            .. rules.Sequences.Select(
                (p, i) =>
                    new LiveJoin(
                        new(p, keyOf[p], rules.ClockOfSequence(i)),
                        options,
                        _state,
                        streams,
                        _alerts,
                        _matches,
                        _packer,
                        readAgain is null ? null : arrivals => ReadCandidates(i, arrivals)
                    )
            ),
        ];
        _terms =
        [
            .. rules.NewTerms.Select(
                (p, i) => new LiveTerms(new(p, keyOf[p], rules.ClockOfNewTerms(i)), options, _state, streams, _alerts)
            ),
        ];
        _states = [.. _windows, .. _joins, .. _terms];
        _stateOf = _states.ToDictionary(s => s.Rule);
        Rules = [.. _matchRules, .. _states.Select(s => s.Rule)];
    }

    /// <summary>The rules, by kind.</summary>
    public IReadOnlyList<LiveRule> Rules { get; }

    /// <summary>What is known of time.</summary>
    public Watermarks Times => _times;

    /// <summary>The last batch that was taken.</summary>
    public long Offset { get; private set; }

    /// <summary>How many events were read.</summary>
    public long EventCount { get; private set; }

    /// <summary>How many bytes the records had.</summary>
    public long ByteCount { get; private set; }

    /// <summary>Parts of the input that came too late for some window or sequence, by source.</summary>
    public IReadOnlyDictionary<string, long> LateOfSource => _lateOfSource;

    /// <summary>Whether something waits that time alone brings about, so that a quiet log should be told the time.</summary>
    public bool WaitsForTime => Array.Exists(_states, s => s.WaitsForTime);

    /// <summary>Alerts that a restart would need for rules over alerts and that were forgotten, in this process.</summary>
    public long ForgottenAlerts => _feed.ForgottenCount;

    /// <summary>How far behind the latest event of a source its watermark is, milliseconds.</summary>
    public long LatenessMillis => (long)_options.Lateness.TotalMilliseconds;

    /// <summary>About how much memory the state of a rule holds.</summary>
    public long StateBytesOf(LiveRule rule) => _stateOf.TryGetValue(rule, out var state) ? state.SizeBytes : 0;

    /// <summary>Takes the next batch.</summary>
    public LiveStep Process(LiveBatch batch)
    {
        Offset = batch.Offset;
        _touched.Clear();
        (_earliest, _latest) = (long.MaxValue, long.MinValue);
        _alerts.Changes.Clear();
        _times.Observe(batch.Source, batch.ArrivedMillis, batch.Parts);
        var lateBefore = LateCount();
        foreach (var part in batch.Parts)
        {
            EventCount += part.EventCount;
            ByteCount += part.ByteCount;
            Commit(part, batch, isReplay: false);
        }

        var late = LateCount() - lateBefore;
        if (late > 0)
            _lateOfSource[batch.Source] = _lateOfSource.GetValueOrDefault(batch.Source) + late;
        var isMoved = _times.Advance();
        _shrinking.Begin();
        if (isMoved)
            Advance(readingAlerts: false);
        if (_feed.IsNeeded)
            ReadAlerts(batch);
        if (isMoved)
        {
            Advance(readingAlerts: true);
            _feed.Forget(NeededOfAlerts());
            _alerts.Advance(FloorOf);
        }

        _readAgainNow.Clear();
        _matches.Prune(_times.NowMillis);
        KeepWithinLimits(batch);
        return new([.. _alerts.Changes], [.. _touched.Order(StringComparer.Ordinal)], _earliest, _latest);
    }

    /// <summary>The entries of state tables that changed since the last call.</summary>
    public IReadOnlyList<StateEntry> DrainState()
    {
        foreach (var terms in _terms)
            terms.Flush();
        return _state.Drain();
    }

    private void Commit(ChunkResult part, LiveBatch batch, bool isReplay)
    {
        for (var clock = 0; clock < _rules.Clocks.Count; clock++)
        {
            if (part.LatestMillis[clock] == Event.NoTime)
                continue;
            _earliest = Math.Min(_earliest, part.EarliestMillis[clock]);
            _latest = Math.Max(_latest, part.LatestMillis[clock]);
        }

        if (part.EventCount > 0)
            _touched.Add(StateKey.Everything);
        if (!isReplay)
        {
            foreach (var hit in part.Hits)
                _matches.Raise(_matchRules[hit.PlanIndex], hit, _times.NowMillis, _alerts);
        }

        for (var i = 0; i < _windows.Length; i++)
        {
            if (part.Windows[i] is { IsEmpty: false } gathered && IsTaken(_windows[i].Rule, part, batch))
                _windows[i].Commit(gathered, batch.Offset, isReplay ? Event.NoTime : FirstTick(_windows[i].Rule));
        }

        for (var i = 0; i < _joins.Length; i++)
        {
            if (part.Candidates[i] is { } gathered && IsTaken(_joins[i].Rule, part, batch))
                _joins[i].Commit(gathered, batch.Offset, _times.NowMillis, isReplay);
        }

        for (var i = 0; i < _terms.Length; i++)
        {
            var rule = _terms[i].Rule;
            if (part.Terms[i] is { } gathered && (!isReplay || rule.IsNew) && IsTaken(rule, part, batch))
                _terms[i].Commit(gathered, raises: !isReplay);
        }
    }

    /// <summary>Reads candidates of a sequence again.</summary>
    private List<SequenceCandidate> ReadCandidates(int join, HashSet<long> arrivals)
    {
        var found = new List<SequenceCandidate>();
        foreach (var offset in arrivals.Select(BatchReader.OffsetOf).Distinct().Order())
        {
            // What was not committed yet is read again from the same log; several rules may ask for one batch.
            if (!_readAgainNow.TryGetValue(offset, out var batch))
                _readAgainNow[offset] = batch = _readAgain!(offset);
            foreach (var part in batch?.Parts ?? [])
                found.AddRange(part.Candidates[join]?.FindAll(c => arrivals.Contains(c.Event.Arrival)) ?? []);
        }

        return found;
    }

    /// <summary>Whether what a part holds for a rule counts: not so where its record claims to be of the future.</summary>
    private bool IsTaken(LiveRule rule, ChunkResult part, LiveBatch batch)
    {
        // Alerts carry the tick that raised them, which may be to come.
        if (batch.Offset != AlertFeed.NoOffset && _times.IsFuture(part.LatestMillis[rule.Clock], batch.ArrivedMillis))
        {
            rule.Counters.Future++;
            return false;
        }

        if (batch.Offset != AlertFeed.NoOffset)
            _touched.Add(rule.StateKey);
        return true;
    }

    private void Advance(bool readingAlerts)
    {
        foreach (var state in _states)
        {
            if (state.Rule.Plan.ReadsAlerts != readingAlerts)
                continue;
            var floor = FloorOf(state.Rule);
            if (floor == Event.NoTime)
                continue;
            var evaluations = state.Rule.Counters.Evaluations;
            var started = _options.Stopwatch?.GetTimestamp();
            state.Advance(FirstTick(state.Rule), floor, _times.NowMillis);
            if (started is { } since && state.Rule.Counters.Evaluations > evaluations)
                state.Rule.Cost += _options.Stopwatch!.GetElapsedTime(since);
        }
    }

    /// <summary>Shows the rules over alerts what was raised.</summary>
    private void ReadAlerts(LiveBatch batch)
    {
        var raised = _alerts
            .Changes.Where(c => c.Kind == AlertChangeKind.Raised && !_feed.IsOfReader(c.Alert.Rule))
            .Select(c => c.Alert)
            .ToList();
        foreach (var part in _feed.Read(raised))
            Commit(part, batch with { Offset = AlertFeed.NoOffset }, isReplay: false);
    }

    /// <summary>The floor of a rule; for one over alerts the least, since alerts come from rules of all clocks.</summary>
    private long FloorOf(LiveRule rule) => rule.Plan.ReadsAlerts ? _times.LeastFloor : _times.FloorOf(rule.Clock);

    private long FirstTick(LiveRule rule)
    {
        var earliest = _times.EarliestOf(rule.Clock);
        return rule.Plan.Schedule.TickAtOrAfter(earliest == Event.NoTime ? _times.NowMillis : earliest);
    }

    private long LateCount()
    {
        long late = 0;
        foreach (var state in _states)
            late += state.Rule.Counters.Late;
        return late;
    }

    private long NeededOfAlerts()
    {
        var needed = long.MaxValue;
        foreach (var state in _states)
        {
            if (state.Rule.Plan.ReadsAlerts)
                needed = Math.Min(needed, state.NeededFrom);
        }

        return needed;
    }

    /// <summary>Drops state where all of it passes the limit: the older half of what the rule holds that holds most.</summary>
    private void KeepWithinLimits(LiveBatch batch)
    {
        // What the sizes are is asked now and then only; when, is a matter of the log alone.
        var bytes = 0L;
        foreach (var part in batch.Parts)
            bytes += part.ByteCount;
        if (batch.Offset % 16 != 0 && ByteCount >> 20 == ByteCount - bytes >> 20)
            return;
        for (var rounds = 0; rounds < ShedRoundsMax && StateBytes() > _options.StateBytesMax; rounds++)
        {
            var largest = _states[0];
            foreach (var state in _states)
                largest = state.SizeBytes > largest.SizeBytes ? state : largest;
            largest.Shed(batch.Offset, FirstTick(largest.Rule), _times.NowMillis);
        }
    }

    /// <summary>About how much memory the state holds.</summary>
    public long StateBytes()
    {
        long size = 0;
        foreach (var state in _states)
            size += state.SizeBytes;
        return size;
    }
}
