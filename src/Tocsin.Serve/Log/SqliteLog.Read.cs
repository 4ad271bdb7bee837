using Microsoft.Data.Sqlite;
using Tocsin.Serve.Log.Segments;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log;

/// <summary>The engine's side: reading, and replaying.</summary>
internal sealed partial class SqliteLog
{
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastOffset;

    /// <inheritdoc/>
    public long LastOffset => Interlocked.Read(ref _lastOffset);

    /// <inheritdoc/>
    public long FirstOffset
    {
        get
        {
            if (_segments.All is [var oldest, ..])
                return oldest.First;
            using var connection = SqliteFile.OpenReader(_folder.Database);
            return SqliteFile.Scalar(connection, "SELECT min(batch) FROM batches") as long? ?? LastOffset + 1;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<LogBatch> Read(long afterOffset, int bytesMax)
    {
        if (_tail.TryRead(afterOffset, bytesMax) is { } recent)
            return recent;
        var last = LastOffset;
        var read = new List<LogBatch>();
        long bytes = 0;
        foreach (var batch in Batches(afterOffset, last, _ => true, _ => true))
        {
            read.Add(batch);
            bytes += batch.RecordBytes;
            if (bytes >= bytesMax)
                break;
        }

        // Everything up to the end is damaged: an empty batch takes the reader past it.
        if (read.Count == 0 && last > afterOffset)
            read.Add(new(last, "", 0, [], []));
        return read;
    }

    /// <inheritdoc/>
    public async Task WaitAsync(long afterOffset, TimeSpan atMost, CancellationToken cancellation)
    {
        var arrival = Volatile.Read(ref _arrival).Task;
        if (LastOffset > afterOffset)
            return;
        try
        {
            await arrival.WaitAsync(atMost, _time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing came; that is no error.
        }
    }

    /// <inheritdoc/>
    public IEnumerable<LogBatch> Replay(IReadOnlyDictionary<string, long> needs, long upToOffset) =>
        Batches(0, upToOffset, _ => true, block => block.Matters(needs));

    /// <summary>The retained batches that may hold events of a stretch of time, both ends included, in order of arrival.</summary>
    /// <remarks>Blocks are unpacked one at a time. A batch may hold events of other times too.</remarks>
    public IEnumerable<LogBatch> Retained(long fromMillis, long toMillis) =>
        Batches(
            0,
            LastOffset,
            segment => segment.Earliest <= toMillis && segment.Latest >= fromMillis,
            block => block.Earliest <= toMillis && block.Latest >= fromMillis
        );

    /// <summary>Batches in order, from segments and behind them from the database.</summary>
    /// <param name="afterOffset">Where to begin.</param>
    /// <param name="upToOffset">Where to end.</param>
    /// <param name="isOpened">Whether a segment is looked into.</param>
    /// <param name="wanted">Whether a block is read.</param>
    private IEnumerable<LogBatch> Batches(
        long afterOffset,
        long upToOffset,
        Func<SegmentInfo, bool> isOpened,
        Func<SegmentBlock, bool> wanted
    )
    {
        while (afterOffset < upToOffset)
        {
            // Asked anew each time: batches move into segments, and old segments go, while somebody reads.
            if (SegmentBehind(afterOffset) is { } segment)
            {
                if (isOpened(segment))
                {
                    foreach (var batch in OfSegment(segment, afterOffset, upToOffset, wanted))
                        yield return batch;
                }

                afterOffset = segment.Last;
                continue;
            }

            using var connection = SqliteFile.OpenReader(_folder.Database);
            var isMoved = false;
            foreach (var row in BatchRows.Read(connection, afterOffset, upToOffset, Damages.Add))
            {
                isMoved = row.Offset > afterOffset + 1 && SegmentBehind(afterOffset) is not null;
                if (isMoved)
                    break;
                afterOffset = row.Offset;
                if (
                    !row.Frame.IsEmpty
                    && wanted(OfFootprint(connection, row.Offset))
                    && BatchFrame.TryRead(row.Frame.Span, out var batch)
                )
                    yield return batch;
            }

            if (!isMoved && SegmentBehind(afterOffset) is null)
                break;
        }
    }

    private SegmentInfo? SegmentBehind(long offset)
    {
        foreach (var segment in _segments.All)
        {
            if (segment.Last > offset)
                return segment;
        }

        return null;
    }

    private IEnumerable<LogBatch> OfSegment(
        SegmentInfo segment,
        long afterOffset,
        long upToOffset,
        Func<SegmentBlock, bool> wanted
    )
    {
        using var reader = OpenSegment(segment);
        foreach (var block in reader?.Blocks ?? [])
        {
            if (block.Last <= afterOffset || block.First > upToOffset || !wanted(block))
                continue;
            foreach (var batch in reader!.Read(block))
            {
                if (batch.Offset > afterOffset && batch.Offset <= upToOffset)
                    yield return batch;
            }
        }
    }

    private SegmentReader? OpenSegment(SegmentInfo segment)
    {
        try
        {
            return SegmentReader.Open(Path.Combine(_folder.Segments, segment.File), Damages.Add);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Retention may have taken it since the list was read; else it is a loss.
            if (_segments.All.Contains(segment))
                Damages.Add(new(segment.File, 0, segment.First, segment.Last, $"the file cannot be read: {e.Message}"));
            return null;
        }
    }

    private static SegmentBlock OfFootprint(SqliteConnection connection, long offset)
    {
        var footprint = Footprints.Read(connection, offset);
        return new()
        {
            First = offset,
            Last = offset,
            Records = 0,
            Earliest = footprint?.EarliestMillis ?? long.MinValue,
            Latest = footprint?.LatestMillis ?? long.MaxValue,
            Arrived = 0,
            StateKeys = footprint?.StateKeys ?? [SegmentBlock.AnyRule],
            RawBytes = 0,
            PackedBytes = 0,
            Sum = 0,
        };
    }

    private void Signal() =>
        Interlocked.Exchange(ref _arrival, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
