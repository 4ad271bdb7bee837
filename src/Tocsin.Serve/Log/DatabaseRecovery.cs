using Microsoft.Data.Sqlite;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log;

/// <summary>Looks at the database before it is used. Where SQLite finds damage, what can be read is copied into a new database and the damaged one is kept beside it.</summary>
internal static class DatabaseRecovery
{
    /// <summary>Checks the database, and replaces it where it is damaged.</summary>
    /// <exception cref="IOException">It cannot be opened, for a reason other than damage.</exception>
    public static void Prepare(string path, Action<LogDamage> report)
    {
        if (!File.Exists(path) || Check(path) is not { } finding)
            return;
        var aside = SetAside(path);
        var name = Path.GetFileName(aside);
        report(
            new(
                DataFolder.DatabaseName,
                0,
                0,
                0,
                $"the database is damaged ({finding}); what can be read is copied, the rest is in `{name}`"
            )
        );
        using var target = SqliteFile.OpenWriter(path);
        SqliteSchema.Migrate(target, SqliteSchema.Current);
        try
        {
            using var source = SqliteFile.OpenReader(aside);
            foreach (var table in TablesOf(target))
                TableCopy.Run(source, target, table, what => report(new(name, 0, 0, 0, what)));
            // A number that was used must not come again, whatever was lost behind it.
            CopySequences(source, target);
        }
        catch (SqliteException e)
        {
            report(new(name, 0, 0, 0, $"nothing could be read: {e.Message}"));
        }
    }

    /// <summary>What SQLite finds; null where all is well.</summary>
    private static string? Check(string path)
    {
        try
        {
            using var connection = SqliteFile.OpenWriter(path);
            var answer = SqliteFile.Scalar(connection, "PRAGMA quick_check(1)") as string;
            return answer == "ok" ? null : answer ?? "no answer";
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 11 or 26)
        {
            return e.Message;
        }
        catch (SqliteException e)
        {
            throw new IOException($"cannot open the database `{path}`: {e.Message}", e);
        }
    }

    private static void CopySequences(SqliteConnection source, SqliteConnection target)
    {
        using var command = SqliteFile.Command(source, "SELECT name, seq FROM sqlite_sequence");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var (name, last) = (reader.GetString(0), reader.GetInt64(1));
            SqliteFile.Execute(target, "DELETE FROM sqlite_sequence WHERE name = $n", ("$n", name));
            SqliteFile.Execute(target, "INSERT INTO sqlite_sequence VALUES ($n, $s)", ("$n", name), ("$s", last));
        }
    }

    private static string SetAside(string path)
    {
        for (var i = 1; ; i++)
        {
            var aside = $"{path}.damaged-{i}";
            if (File.Exists(aside))
                continue;
            File.Move(path, aside);
            foreach (var suffix in new[] { "-wal", "-shm" })
            {
                if (File.Exists(path + suffix))
                    File.Move(path + suffix, aside + suffix);
            }

            return aside;
        }
    }

    private static List<string> TablesOf(SqliteConnection connection)
    {
        var tables = new List<string>();
        // Virtual tables and their shadows are made of the others.
        using var command = SqliteFile.Command(
            connection,
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        );
        using var reader = command.ExecuteReader();
        while (reader.Read())
            tables.Add(reader.GetString(0));
        return tables;
    }
}
