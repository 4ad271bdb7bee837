using Tocsin.Core.Engine.FirstSeen;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Scan;

/// <summary>What a worker made of a chunk: everything that has to be committed in order.</summary>
internal sealed class ChunkResult
{
    /// <summary>How many events were read.</summary>
    public long EventCount { get; set; }

    /// <summary>How many bytes the records had.</summary>
    public long ByteCount { get; set; }

    /// <summary>For each clock of the engine, the earliest time in the chunk; <see cref="Event.NoTime"/> without any.</summary>
    public required long[] EarliestMillis { get; init; }

    /// <summary>For each clock, the latest time.</summary>
    public required long[] LatestMillis { get; init; }

    /// <summary>Events that matched, in order.</summary>
    public List<MatchHit> Hits { get; } = [];

    /// <summary>For each windowed rule what it keeps of the chunk, or null.</summary>
    public required WindowPanes?[] Windows { get; init; }

    /// <summary>For each sequence rule the events that satisfy some item, or null.</summary>
    public required List<SequenceCandidate>?[] Candidates { get; init; }

    /// <summary>For each sequence that may rest what the chunk holds of its later events, or null.</summary>
    public required LaterEvents?[] Later { get; init; }

    /// <summary>The chunk, where records of it may have to be read again: whoever commits the result gives it back. Null where the worker has; nothing else borrows it.</summary>
    public RecordChunk? Chunk { get; set; }

    /// <summary>For each new-terms rule the terms of the chunk, or null.</summary>
    public required TermRuns?[] Terms { get; init; }
}

/// <summary>An event that a rule matched.</summary>
/// <param name="PlanIndex">The rule's place among the engine's match rules.</param>
/// <param name="Event">The event, kept.</param>
/// <param name="TimeMillis">The rule's time of it, or <see cref="Event.NoTime"/>.</param>
/// <param name="Cells">The computed columns.</param>
/// <param name="Repeat">Which of the rows of this event and rule, from 0.</param>
internal readonly record struct MatchHit(int PlanIndex, StoredEvent Event, long TimeMillis, Value[] Cells, int Repeat);
