using Microsoft.Data.Sqlite;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Sources;
using Tocsin.Serve.Log;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Alerts;

/// <summary>Alerts in the log's database: a step's alerts and its consumed offset are one transaction.</summary>
internal sealed class SqliteAlertStore : IAlertStore
{
    private static readonly SqliteDialect Dialect = new();
    private readonly SqliteLog _log;
    private readonly TimeProvider _time;
    private readonly AlertRowMaker _rows;
    private readonly Lock _rowsLock = new();

    /// <param name="log">The log; this becomes what takes its alerts.</param>
    /// <param name="streams">The names of indices that the engine's events go by; one for the life of the server.</param>
    /// <param name="time">What time it is.</param>
    public SqliteAlertStore(SqliteLog log, DataStreams streams, TimeProvider time)
    {
        _log = log;
        _time = time;
        _rows = new(streams);
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
        return connection =>
        {
            var now = Now;
            foreach (var row in rows)
            {
                var (revision, isChanged) = AlertWriter.Write(connection, Dialect, row, now);
                if (isChanged)
                    AlertChanges.Add(connection, row, revision, now);
            }
        };
    }

    /// <inheritdoc/>
    public void Applied(int changes) => Changed?.Invoke();

    /// <inheritdoc/>
    public Task<AlertPage> FindAsync(AlertQuery query, CancellationToken cancellation) =>
        ReadAsync(c => AlertSearch.Find(c, Dialect, query), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertCount>> CountAsync(
        AlertQuery query,
        AlertFacet facet,
        int valuesMax,
        CancellationToken cancellation
    ) =>
        ReadAsync<IReadOnlyList<AlertCount>>(c => AlertSearch.Count(c, Dialect, query, facet, valuesMax), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredAlert>> GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StoredAlert>>(c => AlertSearch.Get(c, ids, withDocuments: true), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertEntry>> HistoryAsync(string id, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<AlertEntry>>(
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
        return _log.Writer.RunAsync(c =>
            AlertSearch.Get(c, ids, withDocuments: false).Count(a => triage.Apply(c, Dialect, a.Sequence, Now))
        );
    }

    /// <inheritdoc/>
    public Task<int> RetireAsync(long beforeMillis, CancellationToken cancellation) =>
        _log.Writer.RunAsync(c => AlertRetirement.Run(c, beforeMillis));

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellation) =>
        Task.Run(
            () =>
            {
                using var connection = SqliteFile.OpenReader(_log.DatabasePath);
                // One snapshot for the page and its total.
                using var transaction = connection.BeginTransaction(deferred: true);
                return read(connection);
            },
            cancellation
        );
}
