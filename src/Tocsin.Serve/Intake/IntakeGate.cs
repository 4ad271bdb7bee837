using Tocsin.Serve.Configuration;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Intake;

/// <summary>The way into the log for every protocol: bounds what is in memory, refuses while the server stops, counts what becomes of records.</summary>
/// <remarks>Threads: safe.</remarks>
internal sealed class IntakeGate(
    IIntakeLog log,
    IntakeOptions options,
    IntakeMetrics metrics,
    TimeProvider time,
    MemoryRoom? room = null
)
{
    private const int RetryAfterSeconds = 2;

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytesInFlight;
    private int _requestsInFlight;
    private volatile bool _isStopping;

    /// <summary>The limits.</summary>
    public IntakeOptions Options => options;

    /// <summary>What is counted.</summary>
    public IntakeMetrics Metrics => metrics;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Whether nothing is taken any more.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Bytes of requests that are being read or wait for the log.</summary>
    public long BytesInFlight => Interlocked.Read(ref _bytesInFlight);

    /// <summary>Lets a request in. Throws <see cref="IntakeRefusedException"/> while the server stops.</summary>
    /// <returns>To be disposed when the request has been answered.</returns>
    public IntakeTicket Enter()
    {
        Interlocked.Increment(ref _requestsInFlight);
        var ticket = new IntakeTicket(this, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (!_isStopping)
            return ticket;
        ticket.Dispose();
        throw new IntakeRefusedException(503, "the server is stopping", RetryAfterSeconds);
    }

    /// <summary>Refuses requests from now on; completes when those inside have been answered.</summary>
    public Task DrainAsync()
    {
        _isStopping = true;
        if (Volatile.Read(ref _requestsInFlight) == 0)
            _drained.TrySetResult();
        return _drained.Task;
    }

    /// <summary>Keeps the records of a request. Throws <see cref="IntakeRefusedException"/> where the log does not take them.</summary>
    /// <param name="batch">The records.</param>
    /// <param name="sender">Who sent them.</param>
    /// <param name="ticket">The request's admission.</param>
    /// <param name="cancellation">Ends waiting.</param>
    public ValueTask<AppendResult> KeepAsync(
        BatchBuilder batch,
        IntakeSender sender,
        IntakeTicket ticket,
        CancellationToken cancellation
    )
    {
        metrics.CountRecords(sender.Source, RecordOutcomes.Skipped, batch.Skipped);
        return batch.Count == 0
            ? ValueTask.FromResult(new AppendResult(AppendStatus.Stored))
            : KeepAsync(batch.ToBatch(sender.Source, sender.Peer, ticket.ArrivedMillis), waits: false, cancellation);
    }

    /// <summary>Keeps a batch. Throws <see cref="IntakeRefusedException"/> where the log does not take it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="waits">Whether to wait for room rather than to be refused.</param>
    /// <param name="cancellation">Ends waiting.</param>
    public async ValueTask<AppendResult> KeepAsync(IntakeBatch batch, bool waits, CancellationToken cancellation)
    {
        while (true)
        {
            if (waits && room?.IsShort == true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation).ConfigureAwait(false);
                continue;
            }

            var result = await log.AppendAsync(batch, cancellation).ConfigureAwait(false);
            if (result.Status == AppendStatus.Stored)
            {
                metrics.CountRecords(batch.Source, RecordOutcomes.Accepted, result.Accepted);
                metrics.CountRecords(batch.Source, RecordOutcomes.Duplicate, result.Duplicates);
                metrics.CountBytes(batch.Source, batch.Records.Length);
                return result;
            }

            var seconds = Math.Max(1, result.RetryAfterSeconds);
            if (waits && result.Status != AppendStatus.Stopping)
            {
                await Task.Delay(TimeSpan.FromSeconds(seconds), time, cancellation).ConfigureAwait(false);
                continue;
            }

            metrics.CountRecords(batch.Source, RecordOutcomes.Refused, batch.Lengths.Count);
            throw result.Status switch
            {
                AppendStatus.Full => new IntakeRefusedException(429, "there is no room for these records now", seconds),
                AppendStatus.Stopping => new IntakeRefusedException(503, "the server is stopping", seconds),
                _ => new IntakeRefusedException(503, "the records could not be written", seconds),
            };
        }
    }

    /// <summary>Counts bytes of a request as held; throws where all requests together would hold too much.</summary>
    internal void Hold(long bytes)
    {
        room?.Take(bytes);
        if (room?.IsShort == true)
            throw new IntakeRefusedException(429, "memory is short", RetryAfterSeconds);
        if (Interlocked.Add(ref _bytesInFlight, bytes) <= options.Memory.Bytes)
            return;
        Interlocked.Add(ref _bytesInFlight, -bytes);
        throw new IntakeRefusedException(429, "requests under way hold all the memory there is", RetryAfterSeconds);
    }

    /// <summary>Lets a request go.</summary>
    internal void Leave(long bytes)
    {
        Interlocked.Add(ref _bytesInFlight, -bytes);
        if (Interlocked.Decrement(ref _requestsInFlight) == 0 && _isStopping)
            _drained.TrySetResult();
    }
}
