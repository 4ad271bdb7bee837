using Microsoft.Data.Sqlite;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log.Segments;

/// <summary>The segments that the database lists, and a copy of the list in memory. Threads: reading is safe; writing is the writer's.</summary>
internal sealed class SegmentTable
{
    private volatile SegmentInfo[] _all = [];

    /// <summary>All segments by offset, as of the last commit.</summary>
    public IReadOnlyList<SegmentInfo> All => _all;

    /// <summary>The last batch that is in a segment; 0 where none is.</summary>
    public long LastOffset => _all is [.., var last] ? last.Last : 0;

    /// <summary>The bytes of all files.</summary>
    public long Bytes => _all.Sum(s => s.Bytes);

    /// <summary>Makes memory agree with the database.</summary>
    public void Load(SqliteConnection connection)
    {
        var all = new List<SegmentInfo>();
        using var command = SqliteFile.Command(
            connection,
            "SELECT file, first, last, earliest, latest, arrived, records, bytes FROM segments ORDER BY first"
        );
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var file = reader.GetString(0);
            // The name says which batches it holds, too; where the two disagree, the file is looked at again.
            if (
                !SegmentFormat.TryParse(file, out var first, out var last)
                || reader.GetInt64(1) != first
                || reader.GetInt64(2) != last
            )
                continue;
            all.Add(
                new(
                    file,
                    first,
                    last,
                    reader.GetInt64(3),
                    reader.GetInt64(4),
                    reader.GetInt64(5),
                    reader.GetInt64(6),
                    reader.GetInt64(7)
                )
            );
        }

        _all = [.. all];
    }

    /// <summary>Lists a segment; takes effect in memory by <see cref="Load"/>.</summary>
    public static void Insert(SqliteConnection connection, SegmentInfo segment) =>
        SqliteFile.Execute(
            connection,
            "INSERT OR REPLACE INTO segments (file, first, last, earliest, latest, arrived, records, bytes) VALUES ($f, $a, $b, $e, $l, $t, $r, $s)",
            ("$f", segment.File),
            ("$a", segment.First),
            ("$b", segment.Last),
            ("$e", segment.Earliest),
            ("$l", segment.Latest),
            ("$t", segment.Arrived),
            ("$r", segment.Records),
            ("$s", segment.Bytes)
        );

    /// <summary>Takes a segment off the list.</summary>
    public static void Delete(SqliteConnection connection, SegmentInfo segment) =>
        SqliteFile.Execute(connection, "DELETE FROM segments WHERE file = $f", ("$f", segment.File));
}
