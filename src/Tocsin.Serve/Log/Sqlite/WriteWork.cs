using Microsoft.Data.Sqlite;

namespace Tocsin.Serve.Log.Sqlite;

/// <summary>Something to write; runs on the writer's thread, in one transaction with whatever else waits.</summary>
internal abstract class WriteWork
{
    /// <summary>About how many bytes it writes.</summary>
    public virtual long SizeBytes => 0;

    /// <summary>Whether an exception of it takes only it back, and not the group.</summary>
    public virtual bool IsIsolated => true;

    /// <summary>Whether it goes before what waits: the engine's steps do not wait for all that intake has brought.</summary>
    public virtual bool IsUrgent => true;

    /// <summary>Writes. Must not change anything in memory that <see cref="Fail"/> does not undo.</summary>
    public abstract void Run(SqliteConnection connection);

    /// <summary>It would survive a crash.</summary>
    public abstract void Complete();

    /// <summary>Nothing of it was written.</summary>
    public abstract void Fail(Exception reason);
}

/// <summary>Something to write, as a function.</summary>
internal sealed class WriteCall<T>(Func<SqliteConnection, T> run, Action<T>? committed = null) : WriteWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    /// <summary>Completes after the commit with what the function returned, or with its exception.</summary>
    public Task<T> Done => _done.Task;

    public override void Run(SqliteConnection connection) => _result = run(connection);

    public override void Complete()
    {
        committed?.Invoke(_result);
        _done.TrySetResult(_result);
    }

    public override void Fail(Exception reason) => _done.TrySetException(reason);
}
