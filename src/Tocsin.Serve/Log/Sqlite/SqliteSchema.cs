using Microsoft.Data.Sqlite;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Delivery;

namespace Tocsin.Serve.Log.Sqlite;

/// <summary>The tables and how they came to be: an ordered list of scripts, each in a transaction of its own. A released script is never changed.</summary>
internal static class SqliteSchema
{
    private const string Version1 = """
        CREATE TABLE batches (
          batch INTEGER PRIMARY KEY,
          arrived INTEGER NOT NULL,
          bytes INTEGER NOT NULL,
          records INTEGER NOT NULL,
          frame BLOB NOT NULL
        );
        CREATE TABLE batch_keys (batch INTEGER PRIMARY KEY, arrived INTEGER NOT NULL, keys BLOB NOT NULL);
        CREATE TABLE footprints (batch INTEGER PRIMARY KEY, earliest INTEGER NOT NULL, latest INTEGER NOT NULL, keys TEXT NOT NULL, sum INTEGER NOT NULL);
        CREATE TABLE segments (
          file TEXT PRIMARY KEY,
          first INTEGER NOT NULL UNIQUE,
          last INTEGER NOT NULL,
          earliest INTEGER NOT NULL,
          latest INTEGER NOT NULL,
          arrived INTEGER NOT NULL,
          records INTEGER NOT NULL,
          bytes INTEGER NOT NULL
        );
        CREATE TABLE positions (file_key TEXT PRIMARY KEY, path TEXT NOT NULL, position INTEGER NOT NULL, touched INTEGER NOT NULL, sum INTEGER NOT NULL);
        CREATE TABLE live (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          consumed INTEGER NOT NULL,
          checkpoint BLOB,
          sum INTEGER NOT NULL
        );
        INSERT INTO live VALUES (1, 0, NULL, 0);
        CREATE TABLE state (tab TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (tab, key)) WITHOUT ROWID;
        """;

    private const string Replica = """
        CREATE TABLE replica (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL);
        INSERT INTO replica VALUES (1, lower(hex(randomblob(16))));
        """;

    private static readonly string[] Scripts =
    [
        Version1,
        AlertSchema.Sqlite + AlertChanges.Schema,
        DeliverySchema.Sqlite,
        Replica,
    ];

    /// <summary>The version that this program writes.</summary>
    public static int Current => Scripts.Length;

    /// <summary>Brings a database up to a version.</summary>
    /// <param name="connection">The writer.</param>
    /// <param name="upTo">The version; <see cref="Current"/> except in tests.</param>
    /// <exception cref="InvalidDataException">A later program has written it.</exception>
    public static void Migrate(SqliteConnection connection, int upTo)
    {
        var version = (long)SqliteFile.Scalar(connection, "PRAGMA user_version")!;
        if (version > Current)
            throw new InvalidDataException(
                $"the database is of schema version {version}; this program knows versions up to {Current}"
            );
        for (var next = (int)version; next < upTo; next++)
        {
            using var transaction = connection.BeginTransaction();
            SqliteFile.Execute(connection, Scripts[next]);
            SqliteFile.Execute(connection, $"PRAGMA user_version={next + 1}");
            transaction.Commit();
        }
    }
}
