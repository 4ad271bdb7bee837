using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Queries;

/// <summary>The input of a query, and how many threads read it.</summary>
internal sealed record QueryInput
{
    /// <summary>The chunks, in order; enumerated once.</summary>
    public required IEnumerable<RecordChunk> Chunks { get; init; }

    /// <summary>Makes the reader of a thread; called on any. A reader that is given false does not report what is wrong with records.</summary>
    public required Func<bool, EventReader> CreateReader { get; init; }

    /// <summary>How many threads parse and match; at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Told how many events and bytes have been read, one call at a time.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>Stops between chunks.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Processes the chunks, and commits what workers made of them in the order of the input.</summary>
    /// <param name="createWorker">Makes the worker of a thread, on that thread, around a reader of its own.</param>
    /// <param name="commit">Called one at a time; false where no more of the input is wanted.</param>
    public void Run<TPart>(Func<EventReader, IChunkWorker<TPart>> createWorker, Func<TPart, bool> commit)
        where TPart : QueryPart
    {
        long events = 0;
        long bytes = 0;
        new ChunkPipeline<TPart>(Threads).Run(
            Chunks,
            () => createWorker(CreateReader(true)),
            part =>
            {
                events += part.EventCount;
                bytes += part.ByteCount;
                var goesOn = commit(part);
                Progress?.Invoke(events, bytes);
                return goesOn;
            },
            Cancellation
        );
    }
}
