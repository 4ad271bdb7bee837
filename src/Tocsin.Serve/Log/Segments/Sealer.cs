using Microsoft.Data.Sqlite;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log.Segments;

/// <summary>Moves consumed batches from the database into segment files.</summary>
/// <remarks>
/// <para>The order that makes it safe: the file is written under another name, synced, renamed, and its folder synced; only then one
/// transaction lists it. From that commit on the segment is what is read. The batches in the database are deleted behind it, a part
/// at a time so that appends do not wait; after a crash the rest of them goes at the next start, and a file that is not listed is removed.</para>
/// <para>Threads: one at a time.</para>
/// </remarks>
internal sealed class Sealer(
    LogOptions options,
    DataFolder folder,
    SqliteWriter writer,
    SegmentTable table,
    Action<LogDamage> report
)
{
    private const long DeleteBytesMax = 8 << 20;

    /// <summary>Called with the name of each step that was done; tests throw from it what a crash would have left.</summary>
    public Action<string>? Step { get; set; }

    /// <summary>Seals what is due; the number of segments.</summary>
    /// <param name="consumed">The last batch that may go.</param>
    /// <param name="nowMillis">The time now.</param>
    /// <param name="all">Whether to seal also what makes no full segment yet.</param>
    /// <param name="cancellation">Ends it between segments.</param>
    public int Run(long consumed, long nowMillis, bool all = false, CancellationToken cancellation = default)
    {
        var count = 0;
        while (!cancellation.IsCancellationRequested && Next(consumed, nowMillis, all) is { } last)
        {
            Seal(last);
            count++;
        }

        return count;
    }

    /// <summary>Deletes batches that are in segments.</summary>
    public void DeleteSealed()
    {
        var upTo = table.LastOffset;
        while (true)
        {
            var deleted = writer.RunAsync(c => Delete(c, upTo)).GetAwaiter().GetResult();
            Step?.Invoke("part deleted");
            if (deleted == 0)
                return;
        }
    }

    /// <summary>The last batch of the next segment; null where none is due.</summary>
    private long? Next(long consumed, long nowMillis, bool all)
    {
        using var connection = SqliteFile.OpenReader(folder.Database);
        using var command = SqliteFile.Command(
            connection,
            "SELECT batch, bytes, arrived FROM batches WHERE batch > $s AND batch <= $c ORDER BY batch",
            ("$s", table.LastOffset),
            ("$c", consumed)
        );
        using var reader = command.ExecuteReader();
        long? last = null;
        long bytes = 0;
        long oldest = long.MaxValue;
        while (reader.Read())
        {
            last = reader.GetInt64(0);
            bytes += reader.GetInt64(1);
            oldest = Math.Min(oldest, reader.GetInt64(2));
            if (bytes >= options.SegmentBytes)
                return last;
        }

        return all || nowMillis - oldest >= (long)options.SealAfter.TotalMilliseconds ? last : null;
    }

    private void Seal(long last)
    {
        var first = table.LastOffset + 1;
        var temporary = SegmentFolder.TemporaryOf(Path.Combine(folder.Segments, "next"));
        File.Delete(temporary);
        IReadOnlyList<SegmentBlock> blocks;
        using (var file = new SegmentWriter(temporary, options.BlockBytes))
        {
            Step?.Invoke("file created");
            Copy(first, last, file);
            Step?.Invoke("blocks written");
            file.Finish();
            blocks = file.Blocks;
        }

        Step?.Invoke("file synced");
        var name = SegmentFormat.NameOf(first, last);
        var path = Path.Combine(folder.Segments, name);
        var bytes = new FileInfo(temporary).Length;
        // Without any block all batches were damaged: there is nothing to keep of them, but their offsets are passed.
        var segment = SegmentInfo.Of(name, blocks, bytes) is { } info
            ? info with
            {
                First = first,
                Last = last,
            }
            : new(name, first, last, long.MaxValue, long.MinValue, 0, 0, bytes);
        File.Move(temporary, path, overwrite: true);
        Step?.Invoke("file renamed");
        DirectorySync.Flush(folder.Segments);
        Step?.Invoke("folder synced");
        writer
            .RunAsync(
                c =>
                {
                    SegmentTable.Insert(c, segment);
                    return c;
                },
                table.Load
            )
            .GetAwaiter()
            .GetResult();
        Step?.Invoke("segment listed");
        DeleteSealed();
        Step?.Invoke("batches deleted");
    }

    private void Copy(long first, long last, SegmentWriter file)
    {
        using var connection = SqliteFile.OpenReader(folder.Database);
        foreach (var row in BatchRows.Read(connection, first - 1, last, report))
        {
            if (!BatchFrame.TryReadHead(row.Frame.Span, out var head))
                continue;
            file.Add(
                row.Offset,
                head.ArrivedMillis,
                head.Count,
                row.Frame.Span,
                Footprints.Read(connection, row.Offset)
            );
        }
    }

    private static long Delete(SqliteConnection connection, long upTo)
    {
        var end = SqliteFile.Scalar(
            connection,
            """
            SELECT max(batch) FROM (
              SELECT batch, sum(bytes) OVER (ORDER BY batch) - bytes AS before FROM (SELECT batch, bytes FROM batches WHERE batch <= $u ORDER BY batch LIMIT 10000)
            ) WHERE before < $m
            """,
            ("$u", upTo),
            ("$m", DeleteBytesMax)
        );
        if (end is not long last)
            return 0;
        SqliteFile.Execute(connection, "DELETE FROM footprints WHERE batch <= $l", ("$l", last));
        return SqliteFile.Execute(connection, "DELETE FROM batches WHERE batch <= $l", ("$l", last));
    }
}
