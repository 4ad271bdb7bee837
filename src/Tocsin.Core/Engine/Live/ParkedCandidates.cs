using System.Runtime.InteropServices;
using Tocsin.Core.Engine.Sequence;

namespace Tocsin.Core.Engine.Live;

/// <summary>Candidates of a sequence for which nothing has begun: only where they stand in the log is kept, until a first event of their key comes to light.</summary>
/// <remarks>
/// <para>The later stages of many sequences are what every machine does all the time, the first is rare, and each candidate waits until the floor
/// has passed it. One that comes behind no first event of its key is in no match, unless that first event is still to come, late. Then those that it may
/// have begun, within the longest span, are read from the log again. So nothing is decided otherwise than if all had waited; they
/// take 24 bytes each instead of a record.</para>
/// <para>Keys are kept as hashes: of two keys with one hash both are read again, which costs time and nothing else. One thread at a time.</para>
/// </remarks>
/// <param name="program">The sequence; see <see cref="IsFor"/>.</param>
/// <param name="reread">Reads candidates of the rule again, by their arrival.</param>
internal sealed class ParkedCandidates(
    SequenceProgram program,
    Func<HashSet<long>, IReadOnlyList<SequenceCandidate>> reread
)
{
    private const int TuplesMax = 32;

    private readonly int _firstItem = program.Stages.Groups[0].Item;
    private readonly SortedDictionary<long, Second> _seconds = [];
    private readonly HashSet<ValueKey> _begun = [];
    private readonly HashSet<long> _wanted = [];
    private long _latestMillis = long.MinValue;

    /// <summary>About how much memory it takes.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Whether candidates of a program may be parked: not where a match may begin with an event that must be missing.</summary>
    public static bool IsFor(SequencePlan plan) =>
        plan is { ReadsAlerts: false, Program: SequenceProgram { Stages: { Leading.Length: 0, Groups.Count: > 0 } } };

    /// <summary>Takes note of the keys for which something has begun.</summary>
    /// <param name="waiting">All candidates that wait.</param>
    public void Begin(IReadOnlyList<SequenceCandidate> waiting)
    {
        _begun.Clear();
        foreach (var candidate in waiting)
        {
            foreach (var key in candidate.Keys[_firstItem] ?? [])
                _begun.Add(key);
        }
    }

    /// <summary>Parks what nothing has begun for.</summary>
    /// <param name="gathered">New candidates.</param>
    /// <param name="join">Holds what was begun before.</param>
    /// <returns>Those that wait, and those that were parked and are wanted now.</returns>
    public List<SequenceCandidate> Take(List<SequenceCandidate> gathered, JoinState join)
    {
        _wanted.Clear();
        foreach (var candidate in gathered)
        {
            foreach (var key in candidate.Keys[_firstItem] ?? [])
            {
                _begun.Add(key);
                Want(key.GetHashCode(), candidate.TimeMillis);
            }
        }

        var kept = new List<SequenceCandidate>();
        foreach (var candidate in gathered)
        {
            if (IsBegun(candidate, join))
                kept.Add(candidate);
            else
                Park(candidate);
        }

        if (_wanted.Count > 0)
            kept.AddRange(reread(_wanted));
        return kept;
    }

    /// <summary>Forgets what lies before an instant: no event before it is taken any more that could want it.</summary>
    public void ForgetBefore(long millis)
    {
        while (_seconds.Count > 0)
        {
            var (second, parked) = _seconds.First();
            if ((second + 1) * TimeSpan.MillisecondsPerSecond > millis)
                return;
            _seconds.Remove(second);
            SizeBytes -= parked.SizeBytes;
        }
    }

    /// <summary>Forgets the older half.</summary>
    /// <returns>How many.</returns>
    public long ForgetOlderHalf()
    {
        var half = SizeBytes / 2;
        long count = 0;
        while (_seconds.Count > 0 && SizeBytes > half)
        {
            var (second, parked) = _seconds.First();
            _seconds.Remove(second);
            SizeBytes -= parked.SizeBytes;
            count += parked.Entries.Count;
        }

        return count;
    }

    private bool IsBegun(SequenceCandidate candidate, JoinState join)
    {
        foreach (var tuples in candidate.Tuples)
        {
            if (tuples.Length > TuplesMax)
                return true;
            foreach (var key in tuples)
            {
                if (_begun.Contains(key) || join.Knows(key))
                    return true;
            }
        }

        return false;
    }

    private void Park(SequenceCandidate candidate)
    {
        var at = SecondOf(candidate.TimeMillis);
        if (!_seconds.TryGetValue(at, out var second))
        {
            _seconds[at] = second = new();
            SizeBytes += second.SizeBytes;
        }

        _latestMillis = Math.Max(_latestMillis, candidate.TimeMillis);
        SizeBytes -= second.SizeBytes;
        foreach (var tuples in candidate.Tuples)
        {
            foreach (var key in tuples)
                second.Add(new(candidate.TimeMillis, candidate.Event.Arrival, key.GetHashCode()));
        }

        SizeBytes += second.SizeBytes;
    }

    /// <summary>A first event has come: what is parked of its key behind it is wanted.</summary>
    private void Want(int hash, long fromMillis)
    {
        var toMillis =
            program.MaxspanMillis is { } span && span < long.MaxValue - fromMillis ? fromMillis + span : long.MaxValue;
        // In order, as nearly all first events come, nothing lies behind them.
        if (_latestMillis < fromMillis)
            return;
        foreach (var (at, second) in _seconds)
        {
            if (at < SecondOf(fromMillis) || at > SecondOf(toMillis) || !second.MayHave(hash))
                continue;
            var wanted = new HashSet<long>();
            foreach (ref readonly var entry in CollectionsMarshal.AsSpan(second.Entries))
            {
                if (entry.Hash == hash && entry.TimeMillis >= fromMillis && entry.TimeMillis <= toMillis)
                    wanted.Add(entry.Arrival);
            }

            if (wanted.Count == 0)
                continue;
            // One that has several keys stands there several times.
            SizeBytes -= second.SizeBytes;
            second.Entries.RemoveAll(e => wanted.Contains(e.Arrival));
            SizeBytes += second.SizeBytes;
            _wanted.UnionWith(wanted);
        }
    }

    private static long SecondOf(long millis) =>
        Math.DivRem(millis, TimeSpan.MillisecondsPerSecond, out var rest) - (rest < 0 ? 1 : 0);

    /// <summary>Where a candidate stands in the log, and under which key.</summary>
    private readonly record struct Entry(long TimeMillis, long Arrival, int Hash);

    /// <summary>What was parked of one second of events.</summary>
    private sealed class Second
    {
        private const int Bits = 4096;
        private readonly ulong[] _hashes = new ulong[Bits / 64];

        public List<Entry> Entries { get; } = [];

        public long SizeBytes => 128 + Bits / 8 + 24L * Entries.Capacity;

        /// <summary>Whether a key may be there; false where it is certain that it is not.</summary>
        public bool MayHave(int hash) => (_hashes[(hash & (Bits - 1)) / 64] >> (hash & 63) & 1) != 0;

        public void Add(Entry entry)
        {
            Entries.Add(entry);
            _hashes[(entry.Hash & (Bits - 1)) / 64] |= 1UL << (entry.Hash & 63);
        }
    }
}
