using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Live;

/// <summary>Reads batches of the log: cuts them into chunks, asks the rules, and sets apart records that claim to be of the future.</summary>
/// <remarks>Stateless but for the reader inside: one for each thread. The result depends on the batch alone.</remarks>
internal sealed class BatchReader(CompiledRules rules, RuleRouter router, EventReader reader, LiveOptions options)
{
    private const int ChunkBytes = 256 << 10;

    /// <summary>Room for the bytes of a batch in the numbers that order records by arrival.</summary>
    private const int OffsetShift = 28;

    private readonly ScanWorker _worker = new(rules, router, reader);
    private readonly long _tolerance = (long)options.FutureTolerance.TotalMilliseconds;

    /// <summary>The batch of a record, by its arrival.</summary>
    public static long OffsetOf(long arrival) => arrival >> OffsetShift;

    /// <summary>Cuts the records of a batch into chunks, the same for every reader.</summary>
    /// <param name="offset">The batch.</param>
    /// <param name="arrivedMillis">When it arrived.</param>
    /// <param name="records">Its bytes.</param>
    /// <param name="lengths">The bytes of each record, its newline included.</param>
    /// <param name="defaultIndex">The index of records that name none.</param>
    public static List<RecordChunk> Cut(
        long offset,
        long arrivedMillis,
        byte[] records,
        IReadOnlyList<int> lengths,
        string defaultIndex
    )
    {
        var file = new InputFile("log", 0, defaultIndex);
        var chunks = new List<RecordChunk>();
        var slices = new List<RecordSlice>();
        var (position, start) = (0, 0);
        for (var i = 0; i < lengths.Count; i++)
        {
            var length = lengths[i];
            var text = records.AsSpan(position, length).TrimEnd((byte)'\n').Length;
            if (text > 0)
                slices.Add(new(position, text, i + 1, (offset << OffsetShift) + position));
            position += length;
            if (slices.Count == 0 || (position - start < ChunkBytes && i < lengths.Count - 1))
                continue;
            chunks.Add(
                new()
                {
                    File = file,
                    Ordinal = chunks.Count,
                    Buffer = records,
                    Records = slices,
                    ArrivedMillis = arrivedMillis,
                }
            );
            slices = [];
            start = position;
        }

        return chunks;
    }

    /// <summary>Reads a chunk: one result, or several where it holds records of the future.</summary>
    public List<ChunkResult> Read(RecordChunk chunk)
    {
        var results = new List<ChunkResult>();
        Read(chunk, results);
        return results;
    }

    private void Read(RecordChunk chunk, List<ChunkResult> results)
    {
        var result = _worker.Process(chunk);
        if (chunk.Records.Count == 1 || !HasFuture(result, chunk.ArrivedMillis!.Value))
        {
            results.Add(result);
            return;
        }

        var half = chunk.Records.Count / 2;
        Read(Part(chunk, 0, half), results);
        Read(Part(chunk, half, chunk.Records.Count - half), results);
    }

    private bool HasFuture(ChunkResult result, long arrivedMillis)
    {
        foreach (var latest in result.LatestMillis)
        {
            if (latest > arrivedMillis + _tolerance)
                return true;
        }

        return false;
    }

    private static RecordChunk Part(RecordChunk chunk, int first, int count) =>
        new()
        {
            File = chunk.File,
            Ordinal = chunk.Ordinal,
            Buffer = chunk.Buffer,
            Records = chunk.Records.GetRange(first, count),
            ArrivedMillis = chunk.ArrivedMillis,
        };
}
