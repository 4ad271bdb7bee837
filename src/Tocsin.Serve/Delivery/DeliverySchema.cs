namespace Tocsin.Serve.Delivery;

/// <summary>The tables of delivery, in the server's own database.</summary>
internal static class DeliverySchema
{
    /// <summary>Version 3 of the log's schema.</summary>
    public const string Sqlite = """
        ALTER TABLE changes ADD COLUMN sink TEXT;
        CREATE TABLE sinks (name TEXT PRIMARY KEY, delivered INTEGER NOT NULL);
        CREATE TABLE dead_letters (
          n INTEGER PRIMARY KEY AUTOINCREMENT,
          sink TEXT NOT NULL,
          at INTEGER NOT NULL,
          alert_id TEXT NOT NULL,
          revision INTEGER NOT NULL,
          attempts INTEGER NOT NULL,
          reason TEXT NOT NULL
        );
        CREATE INDEX dead_letters_sink ON dead_letters (sink);
        CREATE TABLE silences (
          id TEXT PRIMARY KEY,
          matchers TEXT NOT NULL,
          starts INTEGER NOT NULL,
          ends INTEGER NOT NULL,
          who TEXT NOT NULL,
          comment TEXT NOT NULL,
          made INTEGER NOT NULL
        );
        """;
}
