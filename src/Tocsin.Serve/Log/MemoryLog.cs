namespace Tocsin.Serve.Log;

/// <summary>A log that keeps batches in memory only (<c>--no-durable</c>, and tests): nothing survives the process.</summary>
/// <remarks>Bounded: beyond <paramref name="bytesMax"/> a batch is refused until old ones have been taken. Threads: safe.</remarks>
internal sealed class MemoryLog(long bytesMax = 1L << 30) : IIntakeLog
{
    private readonly Lock _lock = new();
    private readonly List<IntakeBatch> _batches = [];
    private readonly HashSet<RecordKey> _seen = [];
    private readonly Dictionary<string, FilePosition> _positions = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>The batches that are there, in the order of arrival, duplicates left out.</summary>
    public IReadOnlyList<IntakeBatch> Batches
    {
        get
        {
            lock (_lock)
                return [.. _batches];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<FilePosition> Positions
    {
        get
        {
            lock (_lock)
                return [.. _positions.Values];
        }
    }

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(IntakeBatch batch, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_bytes + batch.Records.Length > bytesMax)
                return ValueTask.FromResult(new AppendResult(AppendStatus.Full, RetryAfterSeconds: 1));
            var kept = WithoutDuplicates(batch, out var duplicates);
            _bytes += kept.Records.Length;
            if (kept.Lengths.Count > 0)
                _batches.Add(kept);
            if (batch.Position is { } position)
                _positions[position.FileKey] = position;
            return ValueTask.FromResult(new AppendResult(AppendStatus.Stored, kept.Lengths.Count, duplicates));
        }
    }

    private IntakeBatch WithoutDuplicates(IntakeBatch batch, out int duplicates)
    {
        var lengths = new List<int>();
        var keys = new List<RecordKey>();
        var records = new byte[batch.Records.Length];
        var written = 0;
        var position = 0;
        for (var i = 0; i < batch.Lengths.Count; i++)
        {
            var record = batch.Records.Slice(position, batch.Lengths[i]);
            position += record.Length;
            if (!batch.Keys[i].IsNone && !_seen.Add(batch.Keys[i]))
                continue;
            record.Span.CopyTo(records.AsSpan(written));
            written += record.Length;
            lengths.Add(record.Length);
            keys.Add(batch.Keys[i]);
        }

        duplicates = batch.Lengths.Count - lengths.Count;
        return new()
        {
            Source = batch.Source,
            Peer = batch.Peer,
            ArrivedMillis = batch.ArrivedMillis,
            Records = records.AsMemory(0, written),
            Lengths = lengths,
            Keys = keys,
            Position = batch.Position,
        };
    }
}
