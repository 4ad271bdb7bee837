namespace Tocsin.Serve.Log;

/// <summary>The newest batches, in memory, bounded by bytes. Threads: safe.</summary>
internal sealed class TailCache(long bytesMax)
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
                _batches.Enqueue(batch);
                _bytes += SizeOf(batch);
                _next = batch.Offset + 1;
            }

            while (_batches.Count > 0 && _bytes > bytesMax)
                Drop();
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
                if (read.Count > 0 && bytes + batch.Records.Length > readBytesMax)
                    break;
                read.Add(batch);
                bytes += batch.Records.Length;
            }

            return read;
        }
    }

    private void Drop() => _bytes -= SizeOf(_batches.Dequeue());

    private static long SizeOf(LogBatch batch) => batch.Records.Length + 4L * batch.Lengths.Count + 128;
}
