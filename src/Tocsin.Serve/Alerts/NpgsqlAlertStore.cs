using Microsoft.Data.Sqlite;
using Npgsql;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Sources;
using Tocsin.Serve.Log;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Alerts;

/// <summary>Alerts in PostgreSQL, for several replicas that share them.</summary>
/// <remarks>
/// <para>A step writes its alerts here first and then commits its offset in the server's own database. A crash between the two repeats the
/// step: ids and documents are the same again, so the second time changes nothing.</para>
/// <para>Of replicas that find the same alert the one whose write made it, or changed it, sends it; each alert says which that was, so that the
/// repetition of a step knows its own.</para>
/// </remarks>
internal sealed class NpgsqlAlertStore : IAlertStore, IAsyncDisposable
{
    private const int Attempts = 5;
    private const long MigrationLock = 0x746F_6373_696E;
    private const long WriteLock = MigrationLock + 1;
    private static readonly PostgresDialect Dialect = new();
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly AlertRowMaker _rows;
    private readonly Lock _rowsLock = new();
    private readonly string _replica;

    /// <summary>Opens the store and brings its tables up to date.</summary>
    /// <param name="options">How PostgreSQL is reached.</param>
    /// <param name="log">The log; this becomes what takes its alerts.</param>
    /// <param name="streams">The names of indices that the engine's events go by; one for the life of the server.</param>
    /// <param name="time">What time it is.</param>
    /// <exception cref="NpgsqlException">It cannot be reached.</exception>
    /// <exception cref="InvalidDataException">A later program has written it.</exception>
    public NpgsqlAlertStore(AlertStoreOptions options, SqliteLog log, DataStreams streams, TimeProvider time)
    {
        _time = time;
        _rows = new(streams);
        using (var own = SqliteFile.OpenReader(log.DatabasePath))
            _replica = (string)SqliteFile.Scalar(own, "SELECT id FROM replica")!;
        var text = new NpgsqlConnectionStringBuilder(options.PostgresConnectionString)
        {
            CommandTimeout = (int)Math.Max(1, options.PostgresTimeout.TotalSeconds),
            ApplicationName = "tocsin",
        };
        _source = NpgsqlDataSource.Create(text);
        try
        {
            Migrate();
        }
        catch
        {
            _source.Dispose();
            throw;
        }

        log.Alerts = this;
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public Action<SqliteConnection> Prepare(IReadOnlyList<AlertChange> changes)
    {
        List<AlertRow> rows;
        lock (_rowsLock)
            rows = [.. changes.Select(_rows.Make)];
        var revisions = Written(rows);
        return connection =>
        {
            var now = Now;
            for (var i = 0; i < rows.Count; i++)
            {
                if (revisions[i] is { } revision)
                    AlertChanges.Add(connection, rows[i], revision, now);
            }
        };
    }

    /// <inheritdoc/>
    public void Applied(int changes) => Changed?.Invoke();

    /// <inheritdoc/>
    public Task<AlertPage> FindAsync(AlertQuery query, CancellationToken cancellation) =>
        RunAsync(c => AlertSearch.Find(c, Dialect, query), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertCount>> CountAsync(
        AlertQuery query,
        AlertFacet facet,
        int valuesMax,
        CancellationToken cancellation
    ) => RunAsync<IReadOnlyList<AlertCount>>(c => AlertSearch.Count(c, Dialect, query, facet, valuesMax), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredAlert>> GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation) =>
        RunAsync<IReadOnlyList<StoredAlert>>(c => AlertSearch.Get(c, ids, withDocuments: true), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertEntry>> HistoryAsync(string id, CancellationToken cancellation) =>
        RunAsync<IReadOnlyList<AlertEntry>>(
            c =>
                AlertSearch.Get(c, [id], withDocuments: false) is [var alert, ..]
                    ? AlertHistory.Read(c, alert.Sequence)
                    : [],
            cancellation
        );

    /// <inheritdoc/>
    public Task<int> TriageAsync(IReadOnlyCollection<string> ids, AlertTriage triage, CancellationToken cancellation)
    {
        if (triage.Fault() is { } fault)
            throw new ArgumentException(fault, nameof(triage));
        return RunAsync(
            c => AlertSearch.Get(c, ids, withDocuments: false).Count(a => triage.Apply(c, Dialect, a.Sequence, Now)),
            cancellation
        );
    }

    /// <inheritdoc/>
    public Task<int> RetireAsync(long beforeMillis, CancellationToken cancellation) =>
        RunAsync(c => AlertRetirement.Run(c, beforeMillis), cancellation);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Writes alerts; the revision of each that this replica is to send, null for those of another.</summary>
    private List<long?> Written(List<AlertRow> rows) =>
        Run(connection =>
        {
            // Replicas may have the same alerts in another order; one step at a time spares them the deadlocks.
            SqlText.Run(connection, "SELECT pg_advisory_xact_lock(@p0)", WriteLock);
            var now = Now;
            return rows.ConvertAll(row =>
            {
                var (revision, isChanged) = AlertWriter.Write(connection, Dialect, row, now);
                return isChanged ? Claim(connection, row.Id, revision)
                    : IsOurs(connection, row.Id) ? revision
                    : (long?)null;
            });
        });

    private long Claim(NpgsqlConnection connection, string id, long revision)
    {
        SqlText.Run(connection, "UPDATE alerts SET written_by = @p1 WHERE id = @p0", id, _replica);
        return revision;
    }

    private bool IsOurs(NpgsqlConnection connection, string id)
    {
        using var command = SqlText.Of(connection, "SELECT written_by FROM alerts WHERE id = @p0", id);
        // Those of before replicas were noted may be a step's that is repeated.
        return command.ExecuteScalar() is not string writer || writer.Length == 0 || writer == _replica;
    }

    private Task<T> RunAsync<T>(Func<NpgsqlConnection, T> work, CancellationToken cancellation) =>
        Task.Run(() => Run(work), cancellation);

    /// <summary>Runs in a transaction; again where replicas got in each other's way.</summary>
    private T Run<T>(Func<NpgsqlConnection, T> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var connection = _source.OpenConnection();
                using var transaction = connection.BeginTransaction();
                var result = work(connection);
                transaction.Commit();
                return result;
            }
            // Serialization failure, deadlock, and a row that came or went between two statements.
            catch (PostgresException e) when (e.SqlState is "40001" or "40P01" or "23505" && attempt < Attempts) { }
        }
    }

    private void Migrate() =>
        Run(connection =>
        {
            SqlText.Run(connection, "SELECT pg_advisory_xact_lock(@p0)", MigrationLock);
            SqlText.Run(connection, "CREATE TABLE IF NOT EXISTS tocsin_schema (version BIGINT NOT NULL)");
            using var command = SqlText.Of(connection, "SELECT coalesce(max(version), 0) FROM tocsin_schema");
            var version = (long)command.ExecuteScalar()!;
            if (version > AlertSchema.Postgres.Length)
                throw new InvalidDataException(
                    $"the tables in PostgreSQL are of version {version}; this program knows versions up to {AlertSchema.Postgres.Length}"
                );
            for (var next = (int)version; next < AlertSchema.Postgres.Length; next++)
            {
                SqlText.Run(connection, AlertSchema.Postgres[next]);
                SqlText.Run(connection, "INSERT INTO tocsin_schema VALUES (@p0)", next + 1L);
            }

            return version;
        });
}
