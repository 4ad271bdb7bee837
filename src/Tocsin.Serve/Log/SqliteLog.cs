using Microsoft.Data.Sqlite;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log.Segments;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log;

/// <summary>The log, the engine's state and the changes of alerts, in one SQLite database and the segment files beside it.</summary>
/// <remarks>
/// <para>One thread writes; whatever waits for it is one transaction. What is acknowledged was committed and synced before.</para>
/// <para>Threads: safe, except that <see cref="Apply"/> is one caller's at a time. <c>docs/serve/storage.md</c> has the argument for
/// durability.</para>
/// </remarks>
internal sealed partial class SqliteLog : IIntakeLog, IEventLog, ILiveStore, IDisposable
{
    private readonly LogOptions _options;
    private readonly TimeProvider _time;
    private readonly DataFolder _folder;
    private readonly AppendState _state;
    private readonly SqliteWriter _writer;
    private readonly SegmentTable _segments = new();
    private readonly Sealer _sealer;
    private readonly Retention _retention;
    private readonly TailCache _tail;
    private readonly LogMetrics _metrics;
    private readonly Consumption _consumption;
    private bool _isDisposed;

    /// <summary>Opens the log, made where there is none.</summary>
    /// <param name="options">Where and how large.</param>
    /// <param name="time">What time it is.</param>
    /// <exception cref="IOException">The folder is in use or cannot be written.</exception>
    /// <exception cref="InvalidDataException">A later program has written it.</exception>
    public SqliteLog(LogOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        var buffers = new BatchBuffers(options.TailBytesMax / 2);
        _tail = new(options.TailBytesMax, buffers);
        _state = new(options, buffers);
        _consumption = new(options.SegmentBytes);
        _folder = DataFolder.Open(options.Folder);
        try
        {
            DatabaseRecovery.Prepare(_folder.Database, Damages.Add);
            _writer = new(OpenDatabase, Load, Publish, TakeBack, options.GroupBytesMax);
            _sealer = new(options, _folder, _writer, _segments, Damages.Add);
            _retention = new(options, _folder, _writer, _segments);
            SegmentFolder.Reconcile(_folder.Segments, _writer.Connection, Loaded(_writer.Connection), Damages.Add);
            Load(_writer.Connection);
            _metrics = new(this);
            _writer.Start();
            _sealer.DeleteSealed();
        }
        catch
        {
            _writer?.Dispose();
            _folder.Dispose();
            throw;
        }
    }

    /// <summary>Takes the alerts of <see cref="Apply"/>; to be set before a step that has some.</summary>
    public IAlertIntake? Alerts { get; set; }

    /// <summary>What was found damaged.</summary>
    public DamageList Damages { get; } = new();

    /// <summary>Writes to the database in the same groups; for the alert store and the sinks.</summary>
    public SqliteWriter Writer => _writer;

    /// <summary>The database, for readers.</summary>
    public string DatabasePath => _folder.Database;

    /// <summary>The segments.</summary>
    public IReadOnlyList<SegmentInfo> Segments => _segments.All;

    /// <summary>What tests look into.</summary>
    internal Sealer Sealer => _sealer;

    /// <summary>Takes nothing more, keeps what waits, and closes.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        StopUpkeep();
        _writer.Dispose();
        _state.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
    }

    private SqliteConnection OpenDatabase()
    {
        var connection = SqliteFile.OpenWriter(_folder.Database);
        try
        {
            SqliteSchema.Migrate(connection, SqliteSchema.Current);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void TakeBack()
    {
        _state.End(isCommitted: false);
        // Statements that live on would keep the connection, and its locks, alive.
        _state.Dispose();
    }

    private SegmentTable Loaded(SqliteConnection connection)
    {
        _segments.Load(connection);
        return _segments;
    }

    /// <summary>Makes memory agree with the database: at the start, and after a commit that failed.</summary>
    private void Load(SqliteConnection connection)
    {
        _segments.Load(connection);
        LoadLive(connection);
        var last = (long)SqliteFile.Scalar(connection, "SELECT coalesce(max(batch), 0) FROM batches")!;
        last = Math.Max(Math.Max(last, _segments.LastOffset), ConsumedOffset);
        _state.Load(connection, last);
        LoadPositions(connection);
        _tail.Clear();
        _unsealedBytes = (long)
            SqliteFile.Scalar(
                connection,
                "SELECT coalesce(sum(bytes), 0) FROM batches WHERE batch > $s",
                ("$s", _segments.LastOffset)
            )!;
        Interlocked.Exchange(ref _lastOffset, last);
        Signal();
    }
}
