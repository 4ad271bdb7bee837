using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>Decides which waiting candidates of a sequence can be let go: those that nothing has begun for.</summary>
/// <remarks>
/// <para>The later stages of many sequences are what every machine does all the time, the first is rare. An event that comes behind no first event of
/// its key is in no match, unless the input is out of order and that first event is still to come.</para>
/// <para>So that this is noticed, the latest time of what was let go is kept by key, in a table of hashes: a first event that is not
/// later is too late. Another key of the same hash makes it too late in vain, which costs a second pass and nothing else.</para>
/// <para>One thread at a time.</para>
/// </remarks>
internal sealed class SequenceLetGo
{
    private const int Places = 4096;

    private readonly int _firstItem;
    private readonly HashSet<ValueKey> _begun = [];
    private long[]? _latest;
    private long _untilMillis = long.MinValue;

    private SequenceLetGo(int firstItem) => _firstItem = firstItem;

    /// <summary>What decides for a program; null where a match may begin with an event that must be missing.</summary>
    public static SequenceLetGo? For(ISequenceProgram program) =>
        program is SequenceProgram { Stages: { Leading.Length: 0, Groups: [var first, ..] } } ? new(first.Item) : null;

    /// <summary>Whether a first event comes after what it might have begun was let go.</summary>
    public bool IsTooLate(SequenceCandidate candidate)
    {
        if (candidate.Keys[_firstItem] is not { } tuples)
            return false;
        if (candidate.TimeMillis <= _untilMillis)
            return true;
        if (_latest is null)
            return false;
        foreach (var tuple in tuples)
        {
            if (_latest[PlaceOf(tuple)] >= candidate.TimeMillis)
                return true;
        }

        return false;
    }

    /// <summary>Takes note that candidates of all keys were let go, the latest of them of an instant.</summary>
    public void LetGoUntil(long millis) => _untilMillis = Math.Max(_untilMillis, millis);

    /// <summary>Forgets what has begun.</summary>
    public void Clear() => _begun.Clear();

    /// <summary>Takes note of the keys for which a candidate begins something.</summary>
    public void Begin(SequenceCandidate waiting)
    {
        if (waiting.Keys[_firstItem] is not { } tuples)
            return;
        foreach (var key in tuples)
            _begun.Add(key);
    }

    /// <summary>Whether a candidate is let go.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="run">Holds what was begun before.</param>
    public bool TryLetGo(SequenceCandidate candidate, SequenceRun run)
    {
        foreach (var tuples in candidate.Tuples)
        {
            foreach (var key in tuples)
            {
                if (_begun.Contains(key) || run.Knows(key))
                    return false;
            }
        }

        if (_latest is null)
        {
            _latest = new long[Places];
            Array.Fill(_latest, long.MinValue);
        }

        foreach (var tuples in candidate.Tuples)
        {
            foreach (var key in tuples)
            {
                ref var latest = ref _latest[PlaceOf(key)];
                latest = Math.Max(latest, candidate.TimeMillis);
            }
        }

        return true;
    }

    /// <summary>The place of a key in the table.</summary>
    private static int PlaceOf(ValueKey key) => key.GetHashCode() & (Places - 1);
}
