using Microsoft.Data.Sqlite;
using Tocsin.Core.Engine.Live;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Alerts;

/// <summary>A change of an alert, numbered in the order of commits: what sinks go by.</summary>
/// <param name="Sequence">Its number in this server's database.</param>
/// <param name="AlertId">The alert.</param>
/// <param name="Revision">The alert's revision after it.</param>
/// <param name="Kind">What happened.</param>
/// <param name="ReplacedId">The id that the alert had before; null where it kept its own.</param>
/// <param name="AtMillis">When, time of the machine.</param>
internal sealed record NumberedChange(
    long Sequence,
    string AlertId,
    long Revision,
    AlertChangeKind Kind,
    string? ReplacedId,
    long AtMillis
);

/// <summary>The numbered changes, always in the server's own database.</summary>
internal static class AlertChanges
{
    public const string Schema = """
        CREATE TABLE changes (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          alert_id TEXT NOT NULL,
          revision INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          replaced_id TEXT,
          at INTEGER NOT NULL
        );
        """;

    /// <summary>Adds a change.</summary>
    public static void Add(SqliteConnection connection, AlertRow row, long revision, long nowMillis) =>
        SqliteFile.Execute(
            connection,
            "INSERT INTO changes (alert_id, revision, kind, replaced_id, at) VALUES ($a, $r, $k, $o, $t)",
            ("$a", row.Id),
            ("$r", revision),
            ("$k", (long)row.Change),
            ("$o", row.ReplacedId),
            ("$t", nowMillis)
        );

    /// <summary>The number of the last change; 0 where there was none.</summary>
    public static long Last(SqliteConnection connection) =>
        SqliteFile.Scalar(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'changes'") as long? ?? 0;

    /// <summary>The changes behind a number, in order.</summary>
    /// <param name="connection">The server's own database.</param>
    /// <param name="after">The number.</param>
    /// <param name="countMax">How many.</param>
    /// <param name="sink">The sink that reads them; null: those that are for every sink.</param>
    public static List<NumberedChange> Read(SqliteConnection connection, long after, int countMax, string? sink = null)
    {
        using var command = SqliteFile.Command(
            connection,
            "SELECT seq, alert_id, revision, kind, replaced_id, at FROM changes WHERE seq > $a AND (sink IS NULL OR sink = $s) ORDER BY seq LIMIT $n",
            ("$a", after),
            ("$n", countMax),
            ("$s", sink)
        );
        using var reader = command.ExecuteReader();
        var changes = new List<NumberedChange>();
        while (reader.Read())
            changes.Add(
                new(
                    reader.GetInt64(0),
                    reader.GetString(1),
                    reader.GetInt64(2),
                    (AlertChangeKind)reader.GetInt64(3),
                    reader.IsDBNull(4) ? null : reader.GetString(4),
                    reader.GetInt64(5)
                )
            );
        return changes;
    }
}
