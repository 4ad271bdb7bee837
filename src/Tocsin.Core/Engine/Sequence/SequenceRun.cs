using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>Finds the matches of one sequence in candidates that come in order (EQL specification, 12.3 to 12.8).</summary>
/// <remarks>
/// <para>One machine for each key tuple, one slot for each stage but the last, at most one partial match in a slot. An event is offered to
/// the stages from last to first, so it never follows itself.</para>
/// <para>State: keys × stages, bounded by <see cref="SequenceLimits"/>; the machine that was used longest ago goes first, and what it held
/// is counted. With <c>maxspan</c> a machine goes when the clock passes its last use by that much: machines stand in order of their last
/// use, so an idle one costs nothing.</para>
/// <para>Missing events cost two instants a key and item, whatever their number.</para>
/// </remarks>
internal sealed partial class SequenceRun : ISequenceRun
{
    private readonly SequenceProgram _program;
    private readonly SequenceStages _stages;
    private readonly Dictionary<ValueKey, SequenceMachine> _machines = [];
    private readonly PriorityQueue<PendingMatch, (long Deadline, long Ordinal)> _pending = new();
    private readonly int[] _missingIndex;
    private SequenceMachine? _oldest;
    private SequenceMachine? _newest;
    private long _ordinal;
    private long _sizeBytes;
    private long _pendingCount;

    public SequenceRun(SequenceProgram program)
    {
        _program = program;
        _stages = program.Stages;
        _missingIndex = new int[program.Items.Length];
        for (var i = 0; i < _stages.Missing.Length; i++)
            _missingIndex[_stages.Missing[i]] = i;
    }

    /// <inheritdoc/>
    public long LiveStates { get; private set; }

    /// <inheritdoc/>
    public long Evicted { get; private set; }

    /// <summary>How many keys have state.</summary>
    public int KeyCount => _machines.Count;

    /// <summary>Whether anything is remembered of a key.</summary>
    public bool Knows(ValueKey key) => _machines.ContainsKey(key);

    /// <inheritdoc/>
    public void Push(SequenceCandidate candidate, List<SequenceMatch> matches)
    {
        _ordinal++;
        Evicted += candidate.TuplesDropped;
        AdvanceTo(candidate.TimeMillis, matches);
        for (var g = _stages.Groups.Count - 1; g >= 0; g--)
        {
            var group = _stages.Groups[g];
            if (candidate.Keys[group.Item] is not { } tuples)
                continue;
            foreach (var tuple in tuples)
                Offer(candidate, tuple, group, matches);
        }

        foreach (var item in _stages.Missing)
        {
            if (candidate.Keys[item] is not { } tuples)
                continue;
            foreach (var tuple in tuples)
                NoteMissing(tuple, item, candidate.TimeMillis);
        }

        if (_program.UntilItem is { } until && candidate.Keys[until] is { } ended)
        {
            foreach (var tuple in ended)
                EndPartialMatches(tuple);
        }

        EvictBeyondLimits();
    }

    /// <inheritdoc/>
    public void AdvanceTo(long timeMillis, List<SequenceMatch> matches)
    {
        DecidePending(timeMillis, matches);
        if (_program.MaxspanMillis is not { } maxspan)
            return;
        while (_oldest is { } machine && Elapsed(machine.TouchedMillis, timeMillis) > maxspan)
            Remove(machine);
    }

    /// <inheritdoc/>
    public void Complete(List<SequenceMatch> matches)
    {
        while (_pending.TryDequeue(out var pending, out _))
            Decide(pending, matches);
    }

    /// <summary>A run of its own that has seen of one key what this one has; for sequences without missing events.</summary>
    public SequenceRun Fork(ValueKey key)
    {
        var fork = new SequenceRun(_program) { _ordinal = _ordinal };
        if (!_machines.TryGetValue(key, out var machine))
            return fork;
        var copy = fork.Add(key);
        copy.TouchedMillis = machine.TouchedMillis;
        for (var slot = 0; slot < machine.Slots.Length; slot++)
        {
            if (machine.Slots[slot] is { } match)
                fork.Place(copy, slot, match, []);
        }

        return fork;
    }

    /// <summary>Offers an event to the stages of one item, under one key, from last to first.</summary>
    private void Offer(SequenceCandidate candidate, ValueKey key, StageGroup group, List<SequenceMatch> matches)
    {
        if (!_machines.TryGetValue(key, out var machine))
        {
            if (group.First > 0)
                return;
            machine = Add(key);
        }

        Touch(machine, candidate.TimeMillis);
        for (var stage = group.Last; stage >= Math.Max(1, group.First); stage--)
        {
            if (Take(machine, stage - 1) is not { } before)
                continue;
            if (Elapsed(before.FirstMillis, candidate.TimeMillis) > _program.MaxspanMillis)
                continue;
            var isRejected = HasOccurredSince(machine, before.Last.TimeMillis, stage, candidate.TimeMillis);
            Place(machine, stage, before.Append(candidate, isRejected), matches);
        }

        if (group.First == 0)
        {
            var first = PartialMatch.Begin(candidate, LatestLeading(machine, candidate.TimeMillis));
            Place(machine, 0, first, matches);
        }

        RemoveIfIdle(machine);
    }

    /// <summary>Puts a match into the slot of the stage that it has reached, or completes it.</summary>
    private void Place(SequenceMachine machine, int stage, PartialMatch match, List<SequenceMatch> matches)
    {
        if (stage == _stages.Count - 1)
        {
            CompleteMatch(machine, match, matches);
            return;
        }

        Take(machine, stage);
        machine.Slots[stage] = match;
        machine.LiveCount++;
        LiveStates++;
        _sizeBytes += match.SizeBytes;
    }

    private PartialMatch? Take(SequenceMachine machine, int slot)
    {
        var match = machine.Slots[slot];
        if (match is null)
            return null;
        machine.Slots[slot] = null;
        machine.LiveCount--;
        LiveStates--;
        _sizeBytes -= match.SizeBytes;
        return match;
    }

    /// <summary>
    /// An <c>until</c> event: whatever is pending ends at or before it, and whatever would extend it comes behind, so all of it goes (EQL
    /// specification, 12.6).
    /// </summary>
    private void EndPartialMatches(ValueKey key)
    {
        if (!_machines.TryGetValue(key, out var machine))
            return;
        for (var slot = 0; slot < machine.Slots.Length; slot++)
            Take(machine, slot);
        RemoveIfIdle(machine);
    }

    /// <summary>The time from one instant to another, zero if that is earlier; events may have any instant, so it may not fit and is cut.</summary>
    private static long Elapsed(long fromMillis, long untilMillis) =>
        untilMillis <= fromMillis ? 0
        : untilMillis - fromMillis is > 0 and var elapsed ? elapsed
        : long.MaxValue;

    private SequenceMatch ToMatch(SequenceMachine machine, PartialMatch match)
    {
        var events = match.ToEvents(_stages.Count);
        var placed = new StoredEvent?[_stages.Layout.Length];
        for (var i = 0; i < placed.Length; i++)
            placed[i] = _stages.Layout[i] < 0 ? null : events[_stages.Layout[i]];
        return new(machine.Key.Values, placed) { EndOrdinal = _ordinal };
    }
}
