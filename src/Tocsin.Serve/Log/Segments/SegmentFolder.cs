using Microsoft.Data.Sqlite;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log.Segments;

/// <summary>Makes folder and database agree at the start: what a crash left half done is finished or taken back.</summary>
internal static class SegmentFolder
{
    private const string TemporaryExtension = ".tmp";

    /// <summary>The path under which a segment is written before it has its name.</summary>
    public static string TemporaryOf(string path) => path + TemporaryExtension;

    /// <summary>
    /// Removes files that were not finished and files whose batches the database still has; lists files that the database has lost; takes
    /// files off the list that are gone.
    /// </summary>
    public static void Reconcile(
        string folder,
        SqliteConnection connection,
        SegmentTable table,
        Action<LogDamage> report
    )
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*" + TemporaryExtension))
            File.Delete(path);

        foreach (var listed in table.All)
        {
            if (File.Exists(Path.Combine(folder, listed.File)))
                continue;
            report(new("segments/" + listed.File, 0, listed.First, listed.Last, "the file is gone"));
            SegmentTable.Delete(connection, listed);
        }

        var known = table.All.Select(s => s.File).ToHashSet(StringComparer.Ordinal);
        foreach (
            var path in Directory.EnumerateFiles(folder, "*" + SegmentFormat.Extension).Order(StringComparer.Ordinal)
        )
        {
            var name = Path.GetFileName(path);
            if (known.Contains(name) || !SegmentFormat.TryParse(name, out var first, out var last))
                continue;
            var stillThere = SqliteFile.Scalar(
                connection,
                "SELECT (SELECT count(*) FROM batches WHERE batch IN ($a, $b)) = (CASE WHEN $a = $b THEN 1 ELSE 2 END)",
                ("$a", first),
                ("$b", last)
            );
            if (stillThere is 1L || table.All.Any(s => s.First <= last && first <= s.Last))
                File.Delete(path);
            else
                Adopt(path, name, connection, report);
        }

        table.Load(connection);
    }

    private static void Adopt(string path, string name, SqliteConnection connection, Action<LogDamage> report)
    {
        using var reader = SegmentReader.Open(path, report);
        if (SegmentInfo.Of(name, reader.Blocks, new FileInfo(path).Length) is not { } segment)
        {
            report(new("segments/" + name, 0, 0, 0, "the file has no block that can be read"));
            return;
        }

        report(new("segments/" + name, 0, 0, 0, "the database had lost the file; it is listed again"));
        SegmentTable.Insert(connection, segment);
    }
}
