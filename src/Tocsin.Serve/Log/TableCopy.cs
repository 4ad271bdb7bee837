using Microsoft.Data.Sqlite;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log;

/// <summary>Copies the rows of a table that can be read: from its beginning up to the damage, and from its end back to it.</summary>
internal static class TableCopy
{
    /// <summary>Copies a table.</summary>
    public static void Run(SqliteConnection source, SqliteConnection target, string table, Action<string> report)
    {
        var columns = ColumnsOf(target, table);
        var names = string.Join(", ", columns.Select(c => c.Name));
        var keys = columns.Where(c => c.Key > 0).OrderBy(c => c.Key).Select(c => c.Name).ToList();
        if (keys.Count == 0)
            keys.Add("rowid");
        using var transaction = target.BeginTransaction();
        using var insert = SqliteFile.Command(
            target,
            $"INSERT OR REPLACE INTO {table} ({names}) VALUES ({string.Join(", ", columns.Select((_, i) => $"$v{i}"))})"
        );
        for (var i = 0; i < columns.Count; i++)
            insert.Parameters.Add(new SqliteParameter($"$v{i}", null));

        if (Copy(source, insert, $"SELECT {names} FROM {table} ORDER BY {string.Join(", ", keys)}") is { } failure)
        {
            report($"the table `{table}` is damaged: {failure}");
            var back = string.Join(", ", keys.Select(k => k + " DESC"));
            Copy(source, insert, $"SELECT {names} FROM {table} ORDER BY {back}");
        }

        transaction.Commit();
    }

    private static string? Copy(SqliteConnection source, SqliteCommand insert, string query)
    {
        try
        {
            using var command = SqliteFile.Command(source, query);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                for (var i = 0; i < reader.FieldCount; i++)
                    insert.Parameters[i].Value = reader.GetValue(i);
                Insert(insert);
            }

            return null;
        }
        catch (SqliteException e)
        {
            return e.Message;
        }
    }

    // A row out of a damaged page may break a rule of its table; then it is no row.
    private static void Insert(SqliteCommand insert)
    {
        try
        {
            insert.ExecuteNonQuery();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 19) { }
    }

    private static List<(string Name, long Key)> ColumnsOf(SqliteConnection connection, string table)
    {
        var columns = new List<(string, long)>();
        using var command = SqliteFile.Command(connection, "SELECT name, pk FROM pragma_table_info($t)", ("$t", table));
        using var reader = command.ExecuteReader();
        while (reader.Read())
            columns.Add((reader.GetString(0), reader.GetInt64(1)));
        return columns;
    }
}
