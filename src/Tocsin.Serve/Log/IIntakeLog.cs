namespace Tocsin.Serve.Log;

/// <summary>Where intake puts records. Threads: safe.</summary>
internal interface IIntakeLog
{
    /// <summary>Keeps a batch; completes when it would survive a crash, or with the reason why it was not taken.</summary>
    /// <remarks>Records that were there already (<see cref="IntakeBatch.Keys"/>) are left out and counted as duplicates: for the sender they are stored.</remarks>
    ValueTask<AppendResult> AppendAsync(IntakeBatch batch, CancellationToken cancellation);

    /// <summary>The positions of followed files, as of the last batches kept.</summary>
    IReadOnlyList<FilePosition> Positions { get; }
}

/// <summary>What became of a batch.</summary>
/// <param name="Status">Whether it was kept.</param>
/// <param name="Accepted">Records that were kept.</param>
/// <param name="Duplicates">Records that were there already.</param>
/// <param name="RetryAfterSeconds">Where refused, how long the sender should wait; at least 1.</param>
internal readonly record struct AppendResult(
    AppendStatus Status,
    int Accepted = 0,
    int Duplicates = 0,
    int RetryAfterSeconds = 0
);

/// <summary>What became of a batch.</summary>
internal enum AppendStatus
{
    /// <summary>Kept; the sender may be told so.</summary>
    Stored,

    /// <summary>Nothing was kept: memory or disk would pass their bounds. Answer 429.</summary>
    Full,

    /// <summary>Nothing was kept: the server is stopping. Answer 503.</summary>
    Stopping,

    /// <summary>Nothing was kept: the disk failed. Answer 503.</summary>
    Failed,
}
