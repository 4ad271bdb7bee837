using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>Finds the samples in candidates that come in order: one for each key, as soon as it is complete.</summary>
/// <remarks>
/// State: for each key and filter the first candidates, at most as many as there are filters. More are never needed: a filter with that many
/// always has one that no other filter took. A key that has its sample keeps nothing but the fact.
/// </remarks>
internal sealed class SampleRun(SampleProgram program) : ISequenceRun
{
    private readonly Dictionary<ValueKey, SampleState> _states = [];
    private readonly LinkedList<ValueKey> _byAge = [];
    private long _ordinal;
    private long _sizeBytes;

    /// <inheritdoc/>
    public long LiveStates { get; private set; }

    /// <inheritdoc/>
    public long Evicted { get; private set; }

    /// <inheritdoc/>
    public void Push(SequenceCandidate candidate, List<SequenceMatch> matches)
    {
        _ordinal++;
        Evicted += candidate.TuplesDropped;
        for (var filter = 0; filter < candidate.Keys.Length; filter++)
        {
            if (candidate.Keys[filter] is not { } tuples)
                continue;
            foreach (var tuple in tuples)
                Offer(candidate, tuple, filter, matches);
        }

        EvictBeyondLimits();
    }

    /// <inheritdoc/>
    public void AdvanceTo(long timeMillis, List<SequenceMatch> matches)
    {
        // Time plays no part in a sample.
    }

    /// <inheritdoc/>
    public void Complete(List<SequenceMatch> matches)
    {
        // Each sample was handed out when it became complete.
    }

    private void Offer(SequenceCandidate candidate, ValueKey key, int filter, List<SequenceMatch> matches)
    {
        if (!_states.TryGetValue(key, out var state))
        {
            _states[key] = state = new(program.Items.Length);
            _byAge.AddLast(key);
            _sizeBytes += key.SizeBytes + 200;
        }

        if (state.IsDone || state.Candidates[filter].Count >= program.Items.Length)
            return;
        state.Candidates[filter].Add(candidate);
        LiveStates++;
        _sizeBytes += candidate.Event.HeldBytes;
        if (state.TryAssign() is not { } events)
            return;
        matches.Add(new(key.Values, events) { EndOrdinal = _ordinal });
        Release(state);
        state.IsDone = true;
    }

    private void Release(SampleState state)
    {
        foreach (var candidates in state.Candidates)
        {
            LiveStates -= candidates.Count;
            foreach (var candidate in candidates)
                _sizeBytes -= candidate.Event.HeldBytes;
            candidates.Clear();
        }
    }

    private void EvictBeyondLimits()
    {
        var limits = program.Limits;
        while (_states.Count > limits.KeysMax || (_sizeBytes > limits.BytesMax && _states.Count > 1))
        {
            var key = _byAge.First!.Value;
            _byAge.RemoveFirst();
            _states.Remove(key, out var state);
            Evicted += state!.IsDone ? 0 : state.Candidates.Sum(c => c.Count);
            Release(state);
            _sizeBytes -= key.SizeBytes + 200;
        }
    }

    /// <summary>The candidates of one key.</summary>
    private sealed class SampleState(int filters)
    {
        public List<SequenceCandidate>[] Candidates { get; } =
        [.. Enumerable.Range(0, filters).Select(_ => new List<SequenceCandidate>())];

        public bool IsDone { get; set; }

        /// <summary>Distinct events, one for each filter, the earliest that fit together; null where there are none.</summary>
        public StoredEvent?[]? TryAssign()
        {
            foreach (var candidates in Candidates)
            {
                if (candidates.Count == 0)
                    return null;
            }

            var taken = new Dictionary<SequenceCandidate, int>(ReferenceEqualityComparer.Instance);
            for (var filter = 0; filter < Candidates.Length; filter++)
            {
                if (!TryTake(filter, taken, new(ReferenceEqualityComparer.Instance)))
                    return null;
            }

            var events = new StoredEvent?[Candidates.Length];
            foreach (var (candidate, filter) in taken)
                events[filter] = candidate.Event;
            return events;
        }

        /// <summary>Finds an event for a filter, moving others along if need be: one step of a bipartite matching.</summary>
        private bool TryTake(int filter, Dictionary<SequenceCandidate, int> taken, HashSet<SequenceCandidate> seen)
        {
            foreach (var candidate in Candidates[filter])
            {
                if (!seen.Add(candidate))
                    continue;
                if (taken.TryGetValue(candidate, out var holder) && !TryTake(holder, taken, seen))
                    continue;
                taken[candidate] = filter;
                return true;
            }

            return false;
        }
    }
}
