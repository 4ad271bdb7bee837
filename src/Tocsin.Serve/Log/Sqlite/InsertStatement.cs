using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tocsin.Serve.Log.Sqlite;

/// <summary>A prepared statement that takes bytes from where they are: what ADO.NET would have copied into an array first.</summary>
internal sealed class InsertStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public InsertStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Binds a number; indexes begin at 1.</summary>
    public void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(_statement, index, value));

    /// <summary>Binds bytes; SQLite copies them.</summary>
    public void Bind(int index, ReadOnlySpan<byte> value) =>
        Check(
            value.IsEmpty
                ? raw.sqlite3_bind_zeroblob(_statement, index, 0)
                : raw.sqlite3_bind_blob(_statement, index, value)
        );

    /// <summary>Runs it, and makes it ready to be bound again.</summary>
    public void Run()
    {
        var result = raw.sqlite3_step(_statement);
        var reset = raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
        if (result != raw.SQLITE_DONE)
            Check(reset);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), result);
    }
}
