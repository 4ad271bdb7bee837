using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log;

/// <summary>A batch in the database.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Frame">Its bytes (<see cref="BatchFrame"/>); valid until the next row is read, empty where they are not what was written.</param>
internal readonly record struct BatchRow(long Offset, ReadOnlyMemory<byte> Frame);

/// <summary>Reads batches out of the database.</summary>
internal static class BatchRows
{
    private const int DamagedReadMax = 100_000;

    /// <summary>The batches behind an offset, in order, one at a time. Damaged ones come without content and are reported.</summary>
    public static IEnumerable<BatchRow> Read(
        SqliteConnection connection,
        long afterOffset,
        long upToOffset,
        Action<LogDamage> report
    )
    {
        // One by one: a page that is damaged then costs the batches on it, and no read transaction is held while somebody computes.
        using var command = SqliteFile.Command(
            connection,
            "SELECT batch, frame FROM batches WHERE batch > $a AND batch <= $u ORDER BY batch LIMIT 1",
            ("$a", afterOffset),
            ("$u", upToOffset)
        );
        var failures = 0;
        byte[] buffer = [];
        while (afterOffset < upToOffset)
        {
            command.Parameters["$a"].Value = afterOffset;
            BatchRow row;
            try
            {
                using var reader = command.ExecuteReader();
                if (!reader.Read())
                    yield break;
                var offset = reader.GetInt64(0);
                // Batches are large: one buffer for all of them.
                var frame = raw.sqlite3_column_blob(reader.Handle, 1);
                if (buffer.Length < frame.Length)
                    buffer = GC.AllocateUninitializedArray<byte>(Math.Max(frame.Length, buffer.Length * 2));
                frame.CopyTo(buffer);
                var isWhole = BatchFrame.TryReadHead(frame, out var head) && head.Offset == offset;
                row = new(offset, isWhole ? buffer.AsMemory(0, frame.Length) : default);
                if (!isWhole)
                    report(new(DataFolder.DatabaseName, offset, offset, offset, "the checksum of a batch is wrong"));
            }
            catch (SqliteException e) when (e.SqliteErrorCode is 10 or 11 or 26)
            {
                var offset = afterOffset + 1;
                report(new(DataFolder.DatabaseName, offset, offset, offset, $"a batch cannot be read: {e.Message}"));
                if (++failures > DamagedReadMax)
                    yield break;
                row = new(offset, default);
            }

            afterOffset = row.Offset;
            yield return row;
        }
    }
}
