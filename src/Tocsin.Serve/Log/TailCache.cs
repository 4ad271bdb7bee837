namespace Tocsin.Serve.Log;

/// <summary>Batches that are not consumed yet, in memory, bounded by bytes. Threads: safe.</summary>
/// <remarks>
/// They follow one another. Once there is no room, those that come are left out until all have been consumed: who consumes reads them from disk.
/// Bytes go back to where they were lent when their batch is consumed, and not before, since somebody may be at it.
/// </remarks>
/// <param name="bytesMax">The bound.</param>
/// <param name="buffers">Lends the bytes of batches.</param>
internal sealed class TailCache(long bytesMax, BatchBuffers buffers)
{
    private readonly Lock _lock = new();
    private readonly Queue<LogBatch> _batches = new();
    private long _bytes;
    private long _next;

    /// <summary>Adds batches, which follow one another.</summary>
    public void Add(IReadOnlyList<LogBatch> batches)
    {
        lock (_lock)
        {
            foreach (var batch in batches)
            {
                if (_batches.Count > 0 && (_next != batch.Offset || _bytes + SizeOf(batch) > bytesMax))
                {
                    buffers.Return(batch.Records);
                    continue;
                }

                _batches.Enqueue(batch);
                _bytes += SizeOf(batch);
                _next = batch.Offset + 1;
            }
        }
    }

    /// <summary>Forgets the batches up to an offset: they were consumed.</summary>
    public void DropUpTo(long offset)
    {
        lock (_lock)
        {
            while (_batches.TryPeek(out var first) && first.Offset <= offset)
                Drop();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _batches.Clear();
            _bytes = 0;
        }
    }

    /// <summary>The batches behind an offset, about so many bytes; null where the first of them is not here.</summary>
    public List<LogBatch>? TryRead(long afterOffset, int readBytesMax)
    {
        lock (_lock)
        {
            if (!_batches.TryPeek(out var first) || first.Offset > afterOffset + 1 || _next <= afterOffset + 1)
                return null;
            var read = new List<LogBatch>();
            long bytes = 0;
            foreach (var batch in _batches)
            {
                if (batch.Offset <= afterOffset)
                    continue;
                if (read.Count > 0 && bytes + batch.RecordBytes > readBytesMax)
                    break;
                read.Add(batch);
                bytes += batch.RecordBytes;
            }

            return read;
        }
    }

    private void Drop()
    {
        var batch = _batches.Dequeue();
        _bytes -= SizeOf(batch);
        buffers.Return(batch.Records);
    }

    private static long SizeOf(LogBatch batch) => batch.Records.Length + 4L * batch.Lengths.Count + 128;
}
