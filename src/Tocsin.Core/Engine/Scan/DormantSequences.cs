using System.Runtime.InteropServices;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Scan;

/// <summary>The sequences for which nothing has begun, and the chunks that were committed last, in which their later events stand.</summary>
/// <remarks>
/// <para>The later stages of many sequences are what every machine does all the time, the first is rare. As long as there is none, an event that
/// could only be a later one is not looked at: its record is noted, and the chunk stays readable for a while. A first event wakes the sequence: what
/// was noted is read after all. One that comes later still is too late, which the caller hears of (<see cref="SequenceState.IsTooLate"/>).</para>
/// <para>Threads: workers ask <see cref="CopyTo"/>, everything else is for the thread that commits. A worker whose answer is out of date notes what it
/// should have looked at, or the other way round; both come to the same.</para>
/// </remarks>
/// <param name="rules">The rules.</param>
/// <param name="heldBytesMax">How much stays readable: the disorder that an input may have without a second pass.</param>
/// <param name="createWorker">Makes the worker that reads records again; called when the first sequence wakes.</param>
internal sealed class DormantSequences(CompiledRules rules, long heldBytesMax, Func<ScanWorker> createWorker)
{
    private readonly bool[] _isDormant = new bool[rules.Sequences.Count];
    private readonly Queue<HeldChunk> _held = new();
    private readonly List<SequenceCandidate> _resting = [];
    private readonly Lazy<ScanWorker> _worker = new(createWorker, isThreadSafe: false);
    private HeldChunk? _newest;
    private long _heldBytes;

    /// <summary>Tells of which sequences later events need not be looked at, by place.</summary>
    public void CopyTo(bool[] isDormant)
    {
        for (var i = 0; i < isDormant.Length; i++)
            isDormant[i] = Volatile.Read(ref _isDormant[i]);
    }

    /// <summary>Chooses what a sequence gets of a chunk.</summary>
    /// <param name="index">Its place among the sequences.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="result">The chunk; what the sequence gets is taken out.</param>
    /// <returns>Null where there is nothing.</returns>
    public List<SequenceCandidate>? Take(int index, SequenceState sequence, ChunkResult result)
    {
        if (sequence.IsDormant)
        {
            if (!Wakes(sequence, result.Candidates[index], result.Later[index]))
                return null;
            Volatile.Write(ref _isDormant[index], false);
            sequence.Wake();
            var held = new List<SequenceCandidate>();
            foreach (var chunk in _held)
                chunk.TakeOut(index, _worker.Value, held);
            sequence.Commit(held);
        }

        if (result.Later[index] is not { Records.Count: > 0 })
        {
            var gathered = result.Candidates[index];
            (result.Candidates[index], result.Later[index]) = (null, null);
            return gathered;
        }

        var candidates = new List<SequenceCandidate>();
        new HeldChunk(result).TakeOut(index, _worker.Value, candidates);
        return candidates;
    }

    /// <summary>Keeps what is left of a chunk, and lets go of what was kept for long enough.</summary>
    /// <param name="result">The chunk; committed.</param>
    /// <param name="sequences">The sequences, by place; those that are not <see cref="SequenceState"/> never rest.</param>
    public void Hold(ChunkResult result, IReadOnlyList<JoinState> sequences)
    {
        _newest = new(result);
        _held.Enqueue(_newest);
        _heldBytes += result.ByteCount;
        while (_heldBytes > heldBytesMax && _held.Count > 1)
        {
            var oldest = _held.Dequeue();
            _heldBytes -= oldest.ByteCount;
            oldest.Chunk?.Return();
            for (var i = 0; i < _isDormant.Length; i++)
            {
                if (_isDormant[i] && oldest.Later[i] is { } later)
                    ((SequenceState)sequences[i]).LetGoUntil(later.LatestMillis);
            }
        }
    }

    /// <summary>Lets go of all that is kept: the input is over, and nothing has begun for what rests.</summary>
    public void Complete()
    {
        foreach (var chunk in _held)
            chunk.Chunk?.Return();
        _held.Clear();
        (_newest, _heldBytes) = (null, 0);
    }

    /// <summary>Lets a sequence rest if nothing has begun for it. What waits for it is kept with the last chunk.</summary>
    /// <returns>Whether it rests from now on.</returns>
    public bool TryRest(int index, SequenceState sequence)
    {
        if (_newest is null || !sequence.TryRest(_resting))
            return false;
        Volatile.Write(ref _isDormant[index], true);
        if (_resting.Count > 0)
        {
            var later = _newest.Later[index] ??= new();
            foreach (var candidate in _resting)
                later.Note(candidate.TimeMillis);
            (_newest.Candidates[index] ??= []).AddRange(_resting);
        }

        _resting.Clear();
        return true;
    }

    /// <summary>Whether a first event is there, or one that comes so late that something may have begun for it.</summary>
    private static bool Wakes(SequenceState sequence, List<SequenceCandidate>? gathered, LaterEvents? later)
    {
        if (later is not null && later.EarliestMillis < sequence.Position)
            return true;
        foreach (ref readonly var candidate in CollectionsMarshal.AsSpan(gathered))
        {
            if (sequence.IsFirstEvent(candidate))
                return true;
        }

        return false;
    }

    /// <summary>What is kept of a chunk.</summary>
    private sealed class HeldChunk(ChunkResult result)
    {
        /// <summary>The bytes of its records.</summary>
        public long ByteCount { get; } = result.ByteCount;

        /// <summary>See <see cref="ChunkResult.Chunk"/>.</summary>
        public RecordChunk? Chunk { get; } = result.Chunk;

        /// <summary>See <see cref="ChunkResult.Later"/>; of sequences that are dormant.</summary>
        public LaterEvents?[] Later { get; } = result.Later;

        /// <summary>Later events that were looked at, although their sequences are dormant.</summary>
        public List<SequenceCandidate>?[] Candidates { get; } = result.Candidates;

        /// <summary>Takes out all that is kept for a sequence.</summary>
        public void TakeOut(int index, ScanWorker worker, List<SequenceCandidate> taken)
        {
            if (Candidates[index] is { } candidates)
                taken.AddRange(candidates);
            if (Later[index] is { Records.Count: > 0 } later)
                worker.ReadAgain(Chunk!, later.Records, index, taken);
            (Candidates[index], Later[index]) = (null, null);
        }
    }
}
