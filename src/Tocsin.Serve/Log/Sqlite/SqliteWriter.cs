using Microsoft.Data.Sqlite;

namespace Tocsin.Serve.Log.Sqlite;

/// <summary>The one thread that writes to the database: whatever waits is one transaction, and completes after its commit (group commit).</summary>
/// <remarks>
/// A commit that fails leaves it open whether its pages reached the disk, so the connection is closed and the database opened
/// anew: what it then says is what is true, and <c>reload</c> makes memory agree with it.
/// </remarks>
internal sealed class SqliteWriter : IDisposable
{
    private readonly object _lock = new();
    private readonly Queue<WriteWork> _queue = new();
    private readonly Queue<WriteWork> _urgent = new();
    private readonly Func<SqliteConnection> _open;
    private readonly Action<SqliteConnection> _reload;
    private readonly Action _rolledBack;
    private readonly Action _committed;
    private readonly long _groupBytesMax;
    private readonly Thread _thread;
    private readonly List<WriteWork> _group = [];
    private SqliteConnection? _connection;
    private long _queuedBytes;
    private bool _isStopping;

    /// <param name="open">Opens the connection.</param>
    /// <param name="reload">Makes memory agree with the database, after a failure.</param>
    /// <param name="committed">Called after each commit, before its works complete.</param>
    /// <param name="rolledBack">Called where a group is taken back.</param>
    /// <param name="groupBytesMax">The size of a group.</param>
    public SqliteWriter(
        Func<SqliteConnection> open,
        Action<SqliteConnection> reload,
        Action committed,
        Action rolledBack,
        long groupBytesMax
    )
    {
        _open = open;
        _reload = reload;
        _committed = committed;
        _rolledBack = rolledBack;
        _groupBytesMax = groupBytesMax;
        _connection = open();
        _thread = new(Loop) { Name = "tocsin log", IsBackground = true };
    }

    /// <summary>What failed last; null where the last group was committed.</summary>
    public Exception? LastFailure { get; private set; }

    /// <summary>How many groups were committed.</summary>
    public long Groups { get; private set; }

    /// <summary>How many bytes wait.</summary>
    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    /// <summary>The connection, before <see cref="Start"/>.</summary>
    public SqliteConnection Connection => _connection!;

    /// <summary>Begins to write.</summary>
    public void Start() => _thread.Start();

    /// <summary>Puts work behind what waits; work that is urgent before appends.</summary>
    /// <param name="work">The work.</param>
    /// <param name="bytesMax">Not where more bytes would wait then; work of any size is taken where none waits.</param>
    /// <param name="countMax">Not where so many works wait.</param>
    public EnqueueResult TryEnqueue(WriteWork work, long bytesMax = long.MaxValue, int countMax = int.MaxValue)
    {
        lock (_lock)
        {
            if (_isStopping)
                return EnqueueResult.Stopping;
            if (_queue.Count >= countMax || (_queuedBytes > 0 && _queuedBytes + work.SizeBytes > bytesMax))
                return EnqueueResult.Full;
            (work.IsUrgent ? _urgent : _queue).Enqueue(work);
            Interlocked.Add(ref _queuedBytes, work.SizeBytes);
            Monitor.Pulse(_lock);
        }

        return EnqueueResult.Taken;
    }

    /// <summary>Writes something and completes after its commit.</summary>
    /// <param name="run">What; runs on the writer's thread.</param>
    /// <param name="committed">Called on the writer's thread after the commit, before the task completes.</param>
    public Task<T> RunAsync<T>(Func<SqliteConnection, T> run, Action<T>? committed = null)
    {
        var call = new WriteCall<T>(run, committed);
        if (TryEnqueue(call) != EnqueueResult.Taken)
            call.Fail(new ObjectDisposedException(nameof(SqliteWriter), "the log is closed"));
        return call.Done;
    }

    /// <summary>Takes nothing more, writes what waits, and ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isStopping)
                return;
            _isStopping = true;
            Monitor.Pulse(_lock);
        }

        if (_thread.IsAlive)
            _thread.Join();
        _connection?.Dispose();
    }

    private void Loop()
    {
        while (TakeGroup())
            Commit();
    }

    /// <summary>Waits for work; false once there is none and will be none.</summary>
    private bool TakeGroup()
    {
        _group.Clear();
        long bytes = 0;
        lock (_lock)
        {
            while (_queue.Count + _urgent.Count == 0)
            {
                if (_isStopping)
                    return false;
                Monitor.Wait(_lock);
            }

            while (_urgent.TryDequeue(out var work) || (bytes < _groupBytesMax && _queue.TryDequeue(out work)))
            {
                bytes += work.SizeBytes;
                _group.Add(work);
            }

            Interlocked.Add(ref _queuedBytes, -bytes);
            return true;
        }
    }

    private void Commit()
    {
        var kept = new List<WriteWork>(_group.Count);
        try
        {
            _connection ??= Reopen();
            SqliteFile.Execute(_connection, "BEGIN IMMEDIATE");
            foreach (var work in _group)
            {
                if (Run(_connection, work))
                    kept.Add(work);
            }

            SqliteFile.Execute(_connection, "COMMIT");
            LastFailure = null;
            Groups++;
        }
        // Whatever it is, the senders must hear of it and the thread must live.
        catch (Exception e)
        {
            LastFailure = e;
            TryRollback();
            _rolledBack();
            _connection?.Dispose();
            _connection = null;
            TryReopen();
            foreach (var work in _group)
                work.Fail(e);
            return;
        }

        _committed();
        foreach (var work in kept)
            Complete(work);
    }

    private void TryRollback()
    {
        try
        {
            if (_connection is not null)
                SqliteFile.Execute(_connection, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does after most failures; the connection goes anyway.
        }
    }

    // It is committed; what goes wrong in telling so concerns whoever waits for it, not the thread.
    private static void Complete(WriteWork work)
    {
        try
        {
            work.Complete();
        }
        catch (Exception e)
        {
            work.Fail(e);
        }
    }

    private static bool Run(SqliteConnection connection, WriteWork work)
    {
        if (!work.IsIsolated)
        {
            work.Run(connection);
            return true;
        }

        SqliteFile.Execute(connection, "SAVEPOINT work");
        try
        {
            work.Run(connection);
            SqliteFile.Execute(connection, "RELEASE work");
            return true;
        }
        catch (Exception e) when (!IsFatal(e))
        {
            SqliteFile.Execute(connection, "ROLLBACK TO work");
            SqliteFile.Execute(connection, "RELEASE work");
            work.Fail(e);
            return false;
        }
    }

    // Disk and memory failures and damage concern the whole group; a broken constraint or a mistake only the work.
    private static bool IsFatal(Exception e) =>
        e is SqliteException { SqliteErrorCode: 7 or 8 or 10 or 11 or 13 or 14 or 26 } or OutOfMemoryException;

    private SqliteConnection Reopen()
    {
        var connection = _open();
        try
        {
            _reload(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void TryReopen()
    {
        try
        {
            _connection = Reopen();
        }
        catch (Exception e)
        {
            LastFailure = e;
        }
    }
}

/// <summary>Whether work was taken.</summary>
internal enum EnqueueResult
{
    Taken,
    Full,
    Stopping,
}
