using System.Globalization;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Live;

/// <summary>One sequence or sample rule at work: candidates wait until the floor has passed them, then they are joined in the order of time.</summary>
/// <remarks>
/// State: candidates and partial matches follow from the log; table <c>late/…</c> tells for the batches that came too late for a sequence
/// how far it had come, table <c>matches/…</c> which samples were raised.
/// </remarks>
internal sealed class LiveJoin : ILiveState
{
    private const long MillisPerAdvance = 1000;

    private readonly SequencePlan _plan;
    private readonly StateChanges _state;
    private readonly DataStreams _streams;
    private readonly LiveAlerts _alerts;
    private readonly LiveMatches _matches;
    private readonly RecordPacker _packer;
    private readonly JoinState _join;
    private readonly EarlyMatches? _early;
    private readonly ParkedCandidates? _parked;
    private readonly List<Detection> _detections = [];
    private readonly List<SequenceCandidate> _replayed = [];
    private readonly SortedDictionary<long, long> _lateBatches = [];
    private readonly Dictionary<string, long> _raisedSamples = new(StringComparer.Ordinal);
    private bool _isResuming;
    private long _position = long.MinValue;
    private long _forgottenMillis = long.MinValue;
    private long _nowMillis;

    public LiveJoin(
        LiveRule rule,
        LiveOptions options,
        StateChanges state,
        DataStreams streams,
        LiveAlerts alerts,
        LiveMatches matches,
        RecordPacker packer,
        Func<HashSet<long>, IReadOnlyList<SequenceCandidate>>? reread
    )
    {
        Rule = rule;
        _plan = (SequencePlan)rule.Plan;
        (_state, _streams, _alerts, _matches, _packer) = (state, streams, alerts, matches, packer);
        _join = JoinState.For(_plan, new(), IsFirst);
        if (options.EvaluatesEarly && _plan.Program is SequenceProgram { MatchesStay: true })
            _early = new(rule, _join, options, state, streams, alerts, matches);
        if (reread is not null && ParkedCandidates.IsFor(_plan))
            _parked = new((SequenceProgram)_plan.Program, arrivals => Reread(arrivals, reread));
    }

    /// <summary>The rule.</summary>
    public LiveRule Rule { get; }

    /// <summary>About how much memory the waiting candidates and the partial matches hold.</summary>
    public long SizeBytes => _join.SizeBytes + _join.RunBytes + (_parked?.SizeBytes ?? 0);

    /// <summary>The earliest event time that its state needs; <see cref="long.MinValue"/> where that is everything.</summary>
    public long NeededFrom
    {
        get
        {
            if (_position == long.MinValue)
                return long.MinValue;
            // What it would need, had it come so far.
            var schedule = _plan.Schedule;
            if (_plan.IsSample)
                return schedule.WindowStart(_position + schedule.IntervalMillis);
            var ofSpan = ((SequenceProgram)_plan.Program).MaxspanMillis is { } maxspan
                ? _position - 2 * Math.Min(maxspan, long.MaxValue / 8)
                : long.MinValue;
            return Math.Max(ofSpan, _forgottenMillis);
        }
    }

    /// <summary>Whether time alone can bring something about.</summary>
    public bool WaitsForTime => _join.WaitingCount > 0 || _join.LiveStates > 0;

    /// <summary>Takes what a part of a batch held for the rule.</summary>
    /// <param name="gathered">Becomes the rule's.</param>
    /// <param name="offset">The batch.</param>
    /// <param name="nowMillis">Its arrival.</param>
    /// <param name="isReplay">Whether it was taken before.</param>
    public void Commit(List<SequenceCandidate> gathered, long offset, long nowMillis, bool isReplay)
    {
        if (isReplay)
        {
            var position = _lateBatches.GetValueOrDefault(offset, long.MinValue);
            var needed = gathered.FindAll(c => TimeOf(c) >= NeededFrom && c.TimeMillis >= position);
            needed = _parked?.Take(needed, _join) ?? needed;
            _packer.Add(needed);
            _replayed.AddRange(needed);
            return;
        }

        foreach (var candidate in gathered)
        {
            Rule.Counters.Hits++;
            Rule.Counters.LastEventMillis = Math.Max(Rule.Counters.LastEventMillis, TimeOf(candidate));
        }

        if (_position != long.MinValue && gathered.Exists(_join.IsTooLate))
        {
            Rule.Counters.Late += gathered.Count(_join.IsTooLate);
            if (!_plan.IsSample)
            {
                gathered = gathered.FindAll(c => !_join.IsTooLate(c));
                NoteLate(offset);
            }
        }

        if (_parked is not null)
            gathered = _parked.Take(gathered, _join);
        // Before it is counted how much they take.
        _packer.Add(gathered);
        _join.Commit(gathered);
        _early?.Commit(gathered, nowMillis);
    }

    /// <summary>Ends a replay.</summary>
    public void Resume()
    {
        _isResuming = true;
        if (_position == long.MinValue)
            _join.Commit(_replayed);
        else
            _join.Resume(_position, [.. _replayed]);
        _isResuming = false;
        _replayed.Clear();
        _parked?.Begin(_join.WaitingCandidates);
        _early?.Begin();
        _early?.Settle(_position, []);
    }

    /// <summary>Joins what the floor has passed.</summary>
    public void Advance(long firstTick, long floor, long nowMillis)
    {
        _nowMillis = nowMillis;
        _join.AdvanceTo(floor, firstTick, long.MaxValue / 4, _detections);
        if (_join.Position == _position)
            return;
        _position = _join.Position;
        Rule.Counters.LastTick = _plan.Schedule.TickAtOrBefore(floor - 1);
        _parked?.Begin(_join.WaitingCandidates);
        _parked?.ForgetBefore(_position);
        _early?.Settle(_position, _detections);
        foreach (var detection in _detections)
            _alerts.Raise(Rule, detection);
        _detections.Clear();
        Forget();
    }

    /// <inheritdoc/>
    public void Begin(long floor)
    {
        var schedule = _plan.Schedule;
        _position = _plan.IsSample ? schedule.TickAtOrBefore(floor - 1 + schedule.EndMillis) : floor;
        // Without a longest span everything that was ever kept would be needed.
        if (_plan.Program is SequenceProgram { MaxspanMillis: null })
            _forgottenMillis = floor - schedule.LookBackMillis;
    }

    /// <summary>Drops the older half of the partial matches, or joins the older half of what waits as if the floor had passed it.</summary>
    public void Shed(long offset, long firstTick, long nowMillis)
    {
        if (_parked is not null && _parked.SizeBytes > Math.Max(_join.RunBytes, _join.SizeBytes))
        {
            Rule.Counters.Shed += _parked.ForgetOlderHalf();
        }
        else if (_join.RunBytes >= _join.SizeBytes)
        {
            var before = _join.Evicted;
            _forgottenMillis = Math.Max(_forgottenMillis, _join.ForgetOlderHalf() ?? long.MinValue);
            Rule.Counters.Shed += _join.Evicted - before;
        }
        else if (_join.WaitingCount > 0)
        {
            Rule.Counters.Shed += _join.WaitingCount / 2;
            var median = _join.MedianWaitingMillis;
            Advance(firstTick, median - median % MillisPerAdvance + MillisPerAdvance, nowMillis);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> Tables => [Rule.Table("late"), Rule.Table("matches"), Rule.Table("early")];

    /// <summary>Takes up what was kept.</summary>
    public void Load(Func<string, IEnumerable<StateEntry>> read)
    {
        foreach (var entry in read(Rule.Table("late")))
        {
            using var reader = new StateReader(entry.Value!, _streams);
            _lateBatches[long.Parse(entry.Key, CultureInfo.InvariantCulture)] = reader.ReadLong();
        }

        _early?.Load(read(_early.Table));
        foreach (var entry in read(Rule.Table("matches")))
        {
            using var reader = new StateReader(entry.Value!, _streams);
            _raisedSamples[entry.Key] = reader.ReadLong();
        }
    }

    public void Write(StateWriter writer)
    {
        writer.Write(_position);
        writer.Write(_forgottenMillis);
    }

    public void Read(StateReader reader)
    {
        _position = reader.ReadLong();
        _forgottenMillis = reader.ReadLong();
    }

    private IReadOnlyList<SequenceCandidate> Reread(
        HashSet<long> arrivals,
        Func<HashSet<long>, IReadOnlyList<SequenceCandidate>> reread
    )
    {
        var found = reread(arrivals);
        // Those that the log has lost.
        Rule.Counters.Shed += arrivals.Count - found.Count;
        return found;
    }

    private long TimeOf(SequenceCandidate candidate) => _plan.IsSample ? candidate.RuleMillis : candidate.TimeMillis;

    private bool IsFirst(string identity, long tick)
    {
        if (_isResuming)
            return false;
        if (_early?.Confirm(identity) == true)
            return false;
        if (!_plan.IsSample)
            return _matches.IsFirst(Rule, identity, _nowMillis);
        if (!_raisedSamples.TryAdd(identity, _plan.Schedule.LastTickOver(tick)))
            return false;
        using var writer = new StateWriter(_streams);
        writer.Write(_raisedSamples[identity]);
        _state.Put(Rule.Table("matches"), identity, writer.Take());
        return true;
    }

    private void NoteLate(long offset)
    {
        _lateBatches[offset] = _position;
        using var writer = new StateWriter(_streams);
        writer.Write(_position);
        _state.Put(Rule.Table("late"), offset.ToString("d20", CultureInfo.InvariantCulture), writer.Take());
    }

    private void Forget()
    {
        foreach (var (identity, _) in _raisedSamples.Where(r => r.Value < _position).ToList())
        {
            _raisedSamples.Remove(identity);
            _state.Remove(Rule.Table("matches"), identity);
        }

        // A batch that was late by a position below what is needed holds nothing else that is.
        foreach (var (offset, _) in _lateBatches.Where(b => b.Value < NeededFrom).ToList())
        {
            _lateBatches.Remove(offset);
            _state.Remove(Rule.Table("late"), offset.ToString("d20", CultureInfo.InvariantCulture));
        }
    }
}
