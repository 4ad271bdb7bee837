using Microsoft.Data.Sqlite;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log;

/// <summary>Intake's side: appending.</summary>
internal sealed partial class SqliteLog
{
    private const long SpaceCheckMillis = 1_000;

    // SQLite's values end at 10^9 bytes.
    private const int BatchBytesMax = 900_000_000;
    private readonly Lock _positionsLock = new();
    private readonly Dictionary<string, FilePosition> _positions = new(StringComparer.Ordinal);
    private long _unsealedBytes;
    private long _spaceCheckedMillis = long.MinValue / 2;
    private bool _isShortOfSpace;

    /// <inheritdoc/>
    public IReadOnlyList<FilePosition> Positions
    {
        get
        {
            lock (_positionsLock)
                return [.. _positions.Values];
        }
    }

    /// <summary>The bytes of batches in the database that are in no segment yet.</summary>
    public long UnsealedBytes => Interlocked.Read(ref _unsealedBytes);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(IntakeBatch batch, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return ValueTask.FromCanceled<AppendResult>(cancellation);
        if (FaultOf(batch) is { } fault)
            throw new ArgumentException(fault, nameof(batch));
        if (Refusal() is { } refusal)
        {
            _metrics.Refused(refusal.Status);
            return new(refusal);
        }

        var work = new AppendWork(batch, _state);
        switch (_writer.TryEnqueue(work, _options.QueueBytesMax, _options.QueueBatchesMax))
        {
            case EnqueueResult.Taken:
                return new(Counted(work));
            case EnqueueResult.Full:
                _metrics.Refused(AppendStatus.Full);
                return new(new AppendResult(AppendStatus.Full, RetryAfterSeconds: 1));
            default:
                _metrics.Refused(AppendStatus.Stopping);
                return new(new AppendResult(AppendStatus.Stopping, RetryAfterSeconds: 5));
        }
    }

    // The batch is in the queue and will be kept whatever the sender does, so the wait for it cannot be cancelled.
    private async Task<AppendResult> Counted(AppendWork work)
    {
        var result = await work.Done.ConfigureAwait(false);
        _metrics.Appended(result, work.Batch);
        return result;
    }

    // A batch that contradicts itself is its caller's mistake, and must not take the rest of its group along.
    private static string? FaultOf(IntakeBatch batch)
    {
        if (batch.Keys.Count != batch.Lengths.Count)
            return "a batch has another number of keys than of records";
        if (batch.Records.Length > BatchBytesMax)
            return $"a batch is larger than {BatchBytesMax} bytes";
        long total = 0;
        for (var i = 0; i < batch.Lengths.Count; i++)
        {
            if (batch.Lengths[i] <= 0)
                return "a record has no bytes";
            total += batch.Lengths[i];
        }

        return total == batch.Records.Length ? null : "the lengths of a batch do not add up to its records";
    }

    private AppendResult? Refusal()
    {
        if (UnsealedBytes > _options.UnsealedBytesMax)
            return new(AppendStatus.Full, RetryAfterSeconds: 5);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now - Interlocked.Read(ref _spaceCheckedMillis) >= SpaceCheckMillis || now < _spaceCheckedMillis)
        {
            Interlocked.Exchange(ref _spaceCheckedMillis, now);
            Volatile.Write(ref _isShortOfSpace, FreeBytes() < _options.FreeBytesMin);
        }

        return Volatile.Read(ref _isShortOfSpace) ? new(AppendStatus.Full, RetryAfterSeconds: 30) : null;
    }

    private long FreeBytes()
    {
        try
        {
            return new DriveInfo(_folder.Path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Nobody can say; the disk itself will, where it is full.
            return long.MaxValue;
        }
    }

    /// <summary>What a group brought is there for everybody, after its commit and before its senders hear of it.</summary>
    private void Publish()
    {
        if (_state.Batches.Count > 0)
        {
            _tail.Add(_state.Batches);
            Interlocked.Add(ref _unsealedBytes, _state.Bytes);
            _consumption.Appended(_state.Batches[^1].Offset, _state.Bytes);
            Interlocked.Exchange(ref _lastOffset, _state.Batches[^1].Offset);
        }

        if (_state.Positions.Count > 0)
        {
            lock (_positionsLock)
            {
                foreach (var position in _state.Positions)
                    _positions[position.FileKey] = position;
            }
        }

        var isAnyNew = _state.Batches.Count > 0;
        _state.End(isCommitted: true);
        if (isAnyNew)
            Signal();
    }

    private void LoadPositions(SqliteConnection connection)
    {
        lock (_positionsLock)
        {
            _positions.Clear();
            using var command = SqliteFile.Command(connection, "SELECT file_key, path, position, sum FROM positions");
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var position = new FilePosition(reader.GetString(0), reader.GetString(1), reader.GetInt64(2));
                if (AppendState.SumOf(position) == reader.GetInt64(3))
                    _positions[position.FileKey] = position;
                else
                    Damages.Add(
                        new(
                            DataFolder.DatabaseName + "/positions/" + position.FileKey,
                            0,
                            0,
                            0,
                            "the checksum of a position is wrong"
                        )
                    );
            }
        }
    }
}
