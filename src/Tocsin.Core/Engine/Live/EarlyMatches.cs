using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Live;

/// <summary>Raises the matches of a sequence as its events come in, before the floor has passed them.</summary>
/// <remarks>
/// <para>For each key the candidates that wait are tried on a copy of its partial matches. A late event may show that a match has other
/// events: then its alert is renamed. What the floor confirms is forgotten here.</para>
/// <para>State: table <c>early/…</c>; candidates follow from the log.</para>
/// </remarks>
internal sealed class EarlyMatches(
    LiveRule rule,
    JoinState join,
    LiveOptions options,
    StateChanges state,
    DataStreams streams,
    LiveAlerts alerts,
    LiveMatches matches
)
{
    private const int TuplesMax = 32;

    // Seconds of 1,024 milliseconds.
    private const int SecondShift = 10;

    private readonly Dictionary<ValueKey, List<SequenceCandidate>> _waiting = [];
    private readonly Dictionary<ValueKey, List<string>> _idsOfKey = [];
    private readonly Dictionary<string, EarlyMatch> _early = new(StringComparer.Ordinal);
    private readonly HashSet<ValueKey> _touched = [];

    // PERF: thousands of events wait; those that the floor passes are found without a look at the others.
    private readonly SortedDictionary<long, List<SequenceCandidate>> _bySecond = [];
    private readonly HashSet<ValueKey> _passed = [];
    private readonly int _lastItem = ((SequenceProgram)((SequencePlan)rule.Plan).Program).Stages.Groups[^1].Item;
    private int _blocking;

    /// <summary>Its state table.</summary>
    public string Table { get; } = rule.Table("early");

    /// <summary>Tries new candidates.</summary>
    public void Commit(List<SequenceCandidate> candidates, long nowMillis)
    {
        _touched.Clear();
        foreach (var candidate in candidates)
            Enter(candidate);
        if (_blocking > 0)
            return;
        foreach (var key in _touched)
        {
            // Too many to be tried with each event: the floor will tell.
            if (_waiting[key] is { } waiting && waiting.Count <= options.EarlyCandidatesMax && HasLast(waiting))
                Try(key, waiting, nowMillis);
        }
    }

    /// <summary>Whether a match was raised early; then it is confirmed, and no longer early.</summary>
    public bool Confirm(string id)
    {
        if (!_early.TryGetValue(id, out var match))
            return false;
        Forget(id, match);
        return true;
    }

    /// <summary>The floor has moved: what it passed waits no more.</summary>
    /// <param name="position">The floor.</param>
    /// <param name="raised">What was raised that had not been raised early.</param>
    public void Settle(long position, List<Detection> raised)
    {
        Pass(position);
        foreach (
            var (id, match) in _early
                .Where(e => e.Value.LastMillis < position)
                .OrderBy(e => e.Key, StringComparer.Ordinal)
                .ToList()
        )
        {
            // The floor has decided otherwise: where it raised another match of the key, that is what the alert is about.
            Forget(id, match);
            var other = raised.FindIndex(d => new ValueKey(d.JoinKeys) == match.Key);
            if (other < 0)
            {
                rule.Counters.Unconfirmed++;
                continue;
            }

            alerts.Replace(rule, raised[other], id);
            raised.RemoveAt(other);
        }
    }

    /// <summary>Takes note of all that waits: a replay is over.</summary>
    public void Begin()
    {
        _waiting.Clear();
        _bySecond.Clear();
        _blocking = 0;
        foreach (var candidate in join.WaitingCandidates)
            Enter(candidate);
    }

    /// <summary>Takes up what was kept.</summary>
    public void Load(IEnumerable<StateEntry> kept)
    {
        foreach (var entry in kept)
        {
            using var reader = new StateReader(entry.Value!, streams);
            Note(entry.Key, new(new(reader.ReadValues()), reader.ReadLong()));
        }
    }

    private void Enter(SequenceCandidate candidate)
    {
        var second = SecondOf(candidate.TimeMillis);
        if (!_bySecond.TryGetValue(second, out var ofSecond))
            _bySecond[second] = ofSecond = [];
        ofSecond.Add(candidate);
        if (IsBlocking(candidate))
        {
            // One that has to do with so many keys: until the floor has passed it, the floor decides.
            _blocking++;
            return;
        }

        foreach (var tuples in candidate.Tuples)
        {
            foreach (var key in tuples)
            {
                if (!_waiting.TryGetValue(key, out var waiting))
                    _waiting[key] = waiting = [];
                if (waiting.Count == 0 || !ReferenceEquals(waiting[^1], candidate))
                    waiting.Add(candidate);
                _touched.Add(key);
            }
        }
    }

    /// <summary>Lets go of what the floor has passed.</summary>
    private void Pass(long position)
    {
        _passed.Clear();
        while (_bySecond.Count > 0)
        {
            var (second, candidates) = _bySecond.First();
            if (second > SecondOf(position))
                break;
            foreach (var candidate in candidates)
            {
                if (candidate.TimeMillis < position)
                    Pass(candidate);
            }

            candidates.RemoveAll(c => c.TimeMillis < position);
            if (candidates.Count > 0)
                break;
            _bySecond.Remove(second);
        }

        foreach (var key in _passed)
        {
            var waiting = _waiting[key];
            waiting.RemoveAll(c => c.TimeMillis < position);
            if (waiting.Count == 0)
                _waiting.Remove(key);
        }
    }

    private void Pass(SequenceCandidate candidate)
    {
        if (IsBlocking(candidate))
        {
            _blocking--;
            return;
        }

        foreach (var tuples in candidate.Tuples)
        {
            foreach (var key in tuples)
                _passed.Add(key);
        }
    }

    /// <summary>Whether there is an event that can complete a match: what only begins is not worth trying.</summary>
    private bool HasLast(List<SequenceCandidate> waiting)
    {
        foreach (var candidate in waiting)
        {
            if (candidate.Keys[_lastItem] is not null)
                return true;
        }

        return false;
    }

    private static bool IsBlocking(SequenceCandidate candidate) =>
        Array.Exists(candidate.Keys, tuples => tuples?.Length > TuplesMax);

    private static long SecondOf(long millis) => millis >> SecondShift;

    private void Try(ValueKey key, List<SequenceCandidate> waiting, long nowMillis)
    {
        waiting.Sort();
        var found = join.TryAhead(key, waiting);
        var before = _idsOfKey.TryGetValue(key, out var ids) ? ids.Order(StringComparer.Ordinal).ToList() : [];
        if (found.Count == 0 && before.Count == 0)
            return;
        var gone = before.FindAll(id => !found.Exists(d => d.Id == id));
        foreach (var detection in found)
        {
            if (_early.ContainsKey(detection.Id) || !matches.IsFirst(rule, detection.Id, nowMillis))
                continue;
            if (gone.Count > 0)
            {
                alerts.Replace(rule, detection, gone[0]);
                Forget(gone[0], _early[gone[0]]);
                gone.RemoveAt(0);
            }
            else
            {
                alerts.Raise(rule, detection);
            }

            var match = new EarlyMatch(key.ToOwned(), detection.Evidence.LastMillis);
            Note(detection.Id, match);
            using var writer = new StateWriter(streams);
            writer.Write(match.Key.Values);
            writer.Write(match.LastMillis);
            state.Put(Table, detection.Id, writer.Take());
        }
    }

    private void Note(string id, EarlyMatch match)
    {
        _early[id] = match;
        if (!_idsOfKey.TryGetValue(match.Key, out var ids))
            _idsOfKey[match.Key] = ids = [];
        ids.Add(id);
    }

    private void Forget(string id, EarlyMatch match)
    {
        _early.Remove(id);
        state.Remove(Table, id);
        var ids = _idsOfKey[match.Key];
        ids.Remove(id);
        if (ids.Count == 0)
            _idsOfKey.Remove(match.Key);
    }

    /// <summary>A match that was raised early.</summary>
    /// <param name="Key">Its key.</param>
    /// <param name="LastMillis">The time of its last event.</param>
    private sealed record EarlyMatch(ValueKey Key, long LastMillis);
}
