using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log.Segments;

/// <summary>Removes the oldest segments once they are too old or all of them too large, and forgets the keys of records that are past their window.</summary>
internal sealed class Retention(LogOptions options, DataFolder folder, SqliteWriter writer, SegmentTable table)
{
    private const int KeyRowsDeletedMax = 10_000;

    /// <summary>Removes what is due; the number of segments.</summary>
    public int Run(long nowMillis)
    {
        var oldest = nowMillis - (long)options.RetentionAge.TotalMilliseconds;
        var bytes = table.Bytes;
        var due = new List<SegmentInfo>();
        foreach (var segment in table.All)
        {
            if (segment.Arrived >= oldest && bytes <= options.RetentionBytes)
                break;
            due.Add(segment);
            bytes -= segment.Bytes;
        }

        writer
            .RunAsync(
                c =>
                {
                    foreach (var segment in due)
                        SegmentTable.Delete(c, segment);
                    SqliteFile.Execute(
                        c,
                        "DELETE FROM positions WHERE file_key IN (SELECT file_key FROM positions ORDER BY touched DESC LIMIT -1 OFFSET $n)",
                        ("$n", options.PositionsMax)
                    );
                    return c;
                },
                table.Load
            )
            .GetAwaiter()
            .GetResult();
        // Off the list first: a file that is left behind is found at the next start; one that is listed must be there.
        foreach (var segment in due)
            File.Delete(Path.Combine(folder.Segments, segment.File));
        return due.Count;
    }

    /// <summary>Forgets the keys that no window reaches any more, a part at a time.</summary>
    public void ForgetKeys(long nowMillis)
    {
        if (LastForgotten(nowMillis) is not { } last)
            return;
        while (
            writer
                .RunAsync(c =>
                    SqliteFile.Execute(
                        c,
                        "DELETE FROM batch_keys WHERE batch IN (SELECT batch FROM batch_keys WHERE batch <= $l ORDER BY batch LIMIT $n)",
                        ("$l", last),
                        ("$n", KeyRowsDeletedMax)
                    )
                )
                .GetAwaiter()
                .GetResult() > 0
        ) { }
    }

    private long? LastForgotten(long nowMillis)
    {
        // As long as the generations of the keys in memory reach back.
        var before = nowMillis - (long)options.KeyWindow.TotalMilliseconds * 4 / 3;
        using var connection = SqliteFile.OpenReader(folder.Database);
        using var command = SqliteFile.Command(
            connection,
            "SELECT batch, arrived, length(keys) FROM batch_keys ORDER BY batch DESC"
        );
        using var reader = command.ExecuteReader();
        long keys = 0;
        while (reader.Read())
        {
            if (keys >= options.KeysMax || reader.GetInt64(1) < before)
                return reader.GetInt64(0);
            keys += reader.GetInt64(2) / 16;
        }

        return null;
    }
}
