using Microsoft.Data.Sqlite;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log;

/// <summary>A batch on its way into the database.</summary>
internal sealed class AppendWork(IntakeBatch batch, AppendState state) : WriteWork
{
    private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _accepted;

    /// <summary>What became of it.</summary>
    public Task<AppendResult> Done => _done.Task;

    /// <summary>The batch.</summary>
    public IntakeBatch Batch => batch;

    public override long SizeBytes => batch.Records.Length + 24L * batch.Lengths.Count + 256;

    // Keys and offsets in memory are those of the group, so it stands and falls as a whole.
    public override bool IsIsolated => false;

    public override bool IsUrgent => false;

    public override void Run(SqliteConnection connection) => _accepted = state.Append(connection, batch);

    public override void Complete() =>
        _done.TrySetResult(new(AppendStatus.Stored, _accepted, batch.Lengths.Count - _accepted));

    public override void Fail(Exception reason) =>
        _done.TrySetResult(
            reason is SqliteException { SqliteErrorCode: 13 }
                ? new(AppendStatus.Full, RetryAfterSeconds: 5)
                : new(AppendStatus.Failed, RetryAfterSeconds: 5)
        );
}
