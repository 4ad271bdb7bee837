using System.Globalization;
using Tocsin.Core.Engine.FirstSeen;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;

namespace Tocsin.Core.Engine.Scan;

/// <summary>The stateful half of a scan: takes the results of chunks in order and raises detections.</summary>
/// <remarks>
/// <para>Windows and sequences are evaluated when the input is over; earlier only when what they hold passes
/// <see cref="EngineOptions.StateBytesMax"/>, and then only what lies <see cref="EngineOptions.Lateness"/> behind the latest
/// event, or behind <see cref="KnownFloor"/>. An event that comes after its ticks were evaluated makes
/// <see cref="LateEvents"/> rise: the caller then knows that the result is not exact and can scan again with a floor.</para>
/// <para>One thread at a time.</para>
/// </remarks>
internal sealed class ScanEngine
{
    /// <summary>How far the lateness may be shortened where memory is short: what is written by one machine is hardly ever out of order by more.</summary>
    private const long LatenessMinMillis = 5_000;

    private readonly CompiledRules _rules;
    private readonly EngineOptions _options;
    private readonly bool _keepsHistory;
    private readonly WindowState[] _windows;
    private readonly JoinState[] _sequences;
    private readonly FirstSeenState[] _newTerms;
    private readonly Dictionary<(int Plan, string EventId), int> _copies = [];
    private readonly HashSet<string> _raised = [];
    private readonly long[] _lateOfWindow;
    private readonly long[] _lateOfSequence;
    private readonly long[] _earliest;
    private readonly long[] _latest;
    private long _sizeAtLastAdvance;
    private long _latenessMillis;

    public ScanEngine(CompiledRules rules, EngineOptions options)
    {
        _rules = rules;
        _options = options;
        _latenessMillis = (long)options.Lateness.TotalMilliseconds;
        _keepsHistory = ReportFilter.NeedsHistory(rules);
        _windows = [.. rules.Windows.Select(p => new WindowState(p))];
        _sequences = [.. rules.Sequences.Select(p => JoinState.For(p, options))];
        _newTerms = [.. rules.NewTerms.Select(p => new FirstSeenState(p))];
        _lateOfWindow = new long[_windows.Length];
        _lateOfSequence = new long[_sequences.Length];
        _earliest = new long[rules.Clocks.Count];
        _latest = new long[rules.Clocks.Count];
        Array.Fill(_earliest, Event.NoTime);
        Array.Fill(_latest, Event.NoTime);
    }

    /// <summary>The rules that it runs.</summary>
    public CompiledRules Rules => _rules;

    /// <summary>How many events were read.</summary>
    public long EventCount { get; private set; }

    /// <summary>How many bytes the records had.</summary>
    public long ByteCount { get; private set; }

    /// <summary>How many events came after the ticks that should have seen them.</summary>
    public long LateEvents => TotalOf(_lateOfWindow) + TotalOf(_lateOfSequence);

    /// <summary>How many ticks of windowed rules were evaluated.</summary>
    public long TicksEvaluated
    {
        get
        {
            long ticks = 0;
            foreach (var window in _windows)
                ticks += window.TicksEvaluated;
            return ticks;
        }
    }

    /// <summary>How many partial matches of sequences were dropped because a limit was reached.</summary>
    public long SequencesEvicted
    {
        get
        {
            long evicted = 0;
            foreach (var sequence in _sequences)
                evicted += sequence.Evicted;
            return evicted;
        }
    }

    /// <summary>
    /// For each clock an instant before which no event will come any more, where the caller knows it; null lets
    /// <see cref="EngineOptions.Lateness"/> decide.
    /// </summary>
    public long[]? KnownFloor { get; set; }

    /// <summary>Whether what is committed are alerts, which only the rules over alerts see: all other rules are done.</summary>
    public bool ReadsAlerts { get; set; }

    /// <summary>Where sequences rest as long as nothing has begun for them; null where they do not.</summary>
    public DormantSequences? Dormant { get; init; }

    /// <summary>How many threads evaluate what is left at the end; at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether the caller can scan again should something come too late; only then is the lateness shortened where memory is short.</summary>
    public bool CanBeRepeated { get; init; }

    /// <summary>Takes the next chunk's result.</summary>
    /// <param name="result">The result; its panes and candidates become the engine's.</param>
    /// <param name="detections">Receives what was raised.</param>
    public void Commit(ChunkResult result, List<Detection> detections)
    {
        EventCount += result.EventCount;
        ByteCount += result.ByteCount;
        for (var clock = 0; clock < _earliest.Length; clock++)
        {
            if (result.EarliestMillis[clock] == Event.NoTime)
                continue;
            _earliest[clock] =
                _earliest[clock] == Event.NoTime
                    ? result.EarliestMillis[clock]
                    : Math.Min(_earliest[clock], result.EarliestMillis[clock]);
            _latest[clock] = Math.Max(_latest[clock], result.LatestMillis[clock]);
        }

        foreach (var hit in result.Hits)
            Raise(hit, detections);
        for (var i = 0; i < _windows.Length; i++)
        {
            if (result.Windows[i] is { IsEmpty: false } gathered)
                Commit(i, gathered);
        }

        for (var i = 0; i < _sequences.Length; i++)
        {
            var gathered =
                Dormant is not null && _sequences[i] is SequenceState sequence
                    ? Dormant.Take(i, sequence, result)
                    : result.Candidates[i];
            if (gathered is not null)
                Commit(i, gathered);
        }

        Dormant?.Hold(result, _sequences);

        for (var i = 0; i < _newTerms.Length; i++)
        {
            if (result.Terms[i] is { } gathered)
                _newTerms[i].Commit(gathered);
        }

        EvaluateWhatIsOver(detections);
    }

    /// <summary>Evaluates all that is left: the input is over.</summary>
    /// <param name="readingAlerts">Whether the rules over alerts, which wait for the others', or the others.</param>
    /// <param name="detections">Receives what was raised.</param>
    public void Complete(bool readingAlerts, List<Detection> detections)
    {
        Dormant?.Complete();
        var raised = new List<Detection>[_windows.Length + _sequences.Length + _newTerms.Length];
        ThreadedLoop.Run(
            raised.Length,
            Threads,
            () =>
                i =>
                {
                    raised[i] = [];
                    Complete(i, readingAlerts, raised[i]);
                }
        );
        foreach (var ofRule in raised)
            detections.AddRange(ofRule);
    }

    /// <summary>Evaluates all that is left of one rule, by its place among windows, sequences and new terms. Rules share nothing here.</summary>
    private void Complete(int rule, bool readingAlerts, List<Detection> detections)
    {
        if (rule < _windows.Length)
        {
            var window = _windows[rule];
            if (!TryTicks(window.Plan, _rules.ClockOfWindow(rule), readingAlerts, out var first, out var last))
                return;
            window.AdvanceTo(first, last, detections);
            window.Complete(detections);
        }
        else if (rule - _windows.Length is var place && place < _sequences.Length)
        {
            var sequence = _sequences[place];
            if (TryTicks(sequence.Plan, _rules.ClockOfSequence(place), readingAlerts, out var first, out var last))
                sequence.Complete(first, last, detections);
        }
        else
        {
            place -= _sequences.Length;
            var terms = _newTerms[place];
            if (TryTicks(terms.Plan, _rules.ClockOfNewTerms(place), readingAlerts, out var first, out var last))
                terms.Complete(first, last, detections);
        }
    }

    private bool TryTicks(RulePlan plan, int clock, bool readingAlerts, out long first, out long last)
    {
        (first, last) = (0, -1);
        if (_latest[clock] == Event.NoTime || plan.ReadsAlerts != readingAlerts)
            return false;
        (first, last) = (FirstTick(plan, clock), LastTick(plan, _latest[clock]));
        return true;
    }

    /// <summary>The ticks of the rules that match single events.</summary>
    public IEnumerable<RuleTicks> MatchTicks() =>
        _rules.Matches.Select((plan, i) => TicksOf(plan, _rules.ClockOfMatch(i), 0));

    /// <summary>The ticks of all other rules.</summary>
    public IEnumerable<RuleTicks> StatefulTicks() =>
        [
            .. _rules.Windows.Select((plan, i) => TicksOf(plan, _rules.ClockOfWindow(i), _lateOfWindow[i])),
            .. _rules.Sequences.Select((plan, i) => TicksOf(plan, _rules.ClockOfSequence(i), _lateOfSequence[i])),
            .. _rules.NewTerms.Select((plan, i) => TicksOf(plan, _rules.ClockOfNewTerms(i), 0)),
        ];

    private static long TotalOf(long[] numbers)
    {
        long total = 0;
        foreach (var number in numbers)
            total += number;
        return total;
    }

    private RuleTicks TicksOf(RulePlan plan, int clock, long late) =>
        _latest[clock] == Event.NoTime
            ? new(plan, 0, -1, late)
            : new(
                plan,
                Math.Max(FirstTick(plan, clock), ReportFilter.FirstTick(plan, _options)),
                LastTick(plan, _latest[clock]),
                late
            );

    private void Raise(MatchHit hit, List<Detection> detections)
    {
        if (
            hit.TimeMillis != Event.NoTime
            && (hit.TimeMillis < _options.FromMillis || hit.TimeMillis > _options.ToMillis)
        )
            return;
        if (!_keepsHistory && hit.TimeMillis != Event.NoTime && hit.TimeMillis < _options.ReportFromMillis)
            return;
        var plan = _rules.Matches[hit.PlanIndex];
        var eventId = hit.Event.Id;
        if (!hit.Event.HasOwnId && hit.Repeat == 0)
            _copies[(hit.PlanIndex, eventId)] = _copies.GetValueOrDefault((hit.PlanIndex, eventId)) + 1;
        if (!hit.Event.HasOwnId && _copies[(hit.PlanIndex, eventId)] is > 1 and var copy)
            eventId += "-" + copy.ToString(CultureInfo.InvariantCulture);

        var id = DetectionId.For(plan.Rule.RuleId);
        id.Add(eventId);
        if (hit.Repeat > 0)
            id.Add(hit.Repeat.ToString(CultureInfo.InvariantCulture));
        var finished = id.Finish();
        if (!_raised.Add(finished))
            return;
        var evidence = new Evidence();
        evidence.Add(hit.Event, hit.TimeMillis);
        var tick = hit.TimeMillis == Event.NoTime ? Event.NoTime : plan.Schedule.TickAtOrAfter(hit.TimeMillis);
        detections.Add(
            new()
            {
                Plan = plan,
                Id = finished,
                RaisedMillis = tick,
                LastRaisedMillis = tick,
                Event = hit.Event,
                EventId = eventId,
                Columns = plan.Program.Columns,
                Cells = hit.Cells,
                Evidence = evidence,
            }
        );
    }

    private void Commit(int index, WindowPanes gathered)
    {
        var window = _windows[index];
        foreach (var (start, pane) in gathered.Panes)
        {
            if (window.IsTooLate(start))
                _lateOfWindow[index]++;
        }

        window.Commit(gathered);
    }

    private void Commit(int index, List<SequenceCandidate> gathered)
    {
        var sequence = _sequences[index];
        foreach (var candidate in gathered)
        {
            if (sequence.IsTooLate(candidate))
                _lateOfSequence[index]++;
        }

        sequence.Commit(gathered);
    }

    /// <summary>Evaluates early what is certainly over, when memory asks for it.</summary>
    private void EvaluateWhatIsOver(List<Detection> detections)
    {
        // Alerts come at the end, with times of old: what they have to say of an instant is only known with a floor.
        if (ReadsAlerts && KnownFloor is null)
            return;
        var size = StateBytes();
        // After an advance that freed little, wait until there is something new to free.
        if (size < Math.Max(_options.StateBytesMax, _sizeAtLastAdvance + _options.StateBytesMax / 4))
            return;
        for (var i = 0; i < _windows.Length; i++)
        {
            var clock = _rules.ClockOfWindow(i);
            if (Floor(clock) is not { } floor || _windows[i].Plan.ReadsAlerts != ReadsAlerts)
                continue;
            var window = _windows[i];
            // The window of a tick is complete when its end lies before the floor.
            var lastTick = window.Plan.Schedule.TickAtOrBefore(floor - 1 + window.Plan.Schedule.EndMillis);
            window.AdvanceTo(
                FirstTick(window.Plan, clock),
                Math.Min(lastTick, LastTick(window.Plan, _latest[clock])),
                detections
            );
        }

        for (var i = 0; i < _sequences.Length; i++)
        {
            var clock = _rules.ClockOfSequence(i);
            var plan = _sequences[i].Plan;
            if (Floor(clock) is { } floor && plan.ReadsAlerts == ReadsAlerts)
                _sequences[i].AdvanceTo(floor, FirstTick(plan, clock), LastTick(plan, _latest[clock]), detections);
        }

        // Where all times are known beforehand nothing is risked: the floor is as near as it can be.
        if (KnownFloor is null)
            LetGo();
        _sizeAtLastAdvance = StateBytes();
        if (_sizeAtLastAdvance < 2 * _options.StateBytesMax)
            return;
        foreach (var window in _windows)
        {
            if (window.SizeBytes > _options.StateBytesMax / 16)
                window.Shrink();
        }

        _sizeAtLastAdvance = StateBytes();
        // An input may be so dense that what comes within the lateness does not fit.
        if (CanBeRepeated && KnownFloor is null && _sizeAtLastAdvance > 2 * _options.StateBytesMax)
            _latenessMillis = Math.Max(LatenessMinMillis, _latenessMillis / 2);
    }

    /// <summary>Lets go of what nothing has begun for.</summary>
    private void LetGo()
    {
        for (var i = 0; i < _sequences.Length; i++)
        {
            if (_sequences[i].Plan.ReadsAlerts)
                continue;
            if (_sequences[i] is SequenceState sequence && Dormant?.TryRest(i, sequence) == true)
                continue;
            // What is small is not worth a second pass should the input be out of order.
            if (_sequences[i].SizeBytes > _options.StateBytesMax / 64)
                _sequences[i].LetGo();
        }
    }

    private long? Floor(int clock)
    {
        if (KnownFloor is not null)
            return KnownFloor[clock] == Event.NoTime ? null : KnownFloor[clock];
        return _latest[clock] == Event.NoTime ? null : _latest[clock] - _latenessMillis;
    }

    private long FirstTick(RulePlan plan, int clock) =>
        plan.Schedule.TickAtOrAfter(Math.Max(_earliest[clock], Math.Max(_options.FromMillis, long.MinValue / 2)));

    private long LastTick(RulePlan plan, long latest) =>
        _options.ToMillis == long.MaxValue ? plan.Schedule.TickAtOrAfter(latest)
        : _options.RunsToTheEnd ? plan.Schedule.TickAtOrBefore(_options.ToMillis)
        : Math.Min(plan.Schedule.TickAtOrAfter(latest), plan.Schedule.TickAtOrBefore(_options.ToMillis));

    /// <summary>About how much memory windows and waiting sequence events hold.</summary>
    public long StateBytes()
    {
        long size = 0;
        foreach (var window in _windows)
            size += window.SizeBytes;
        foreach (var sequence in _sequences)
            size += sequence.SizeBytes;
        return size;
    }
}
