using System.Text;
using Microsoft.Data.Sqlite;
using Tocsin.Core.Values;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log.Segments;

/// <summary>The footprints of batches that are in no segment yet.</summary>
internal static class Footprints
{
    private const char Separator = '\n';

    /// <summary>Notes them; for a batch the last one counts.</summary>
    public static void Write(SqliteConnection connection, IReadOnlyList<BatchFootprint> footprints)
    {
        if (footprints.Count == 0)
            return;
        using var command = SqliteFile.Command(
            connection,
            "INSERT OR REPLACE INTO footprints VALUES ($b, $e, $l, $k, $s)",
            ("$b", null),
            ("$e", null),
            ("$l", null),
            ("$k", null),
            ("$s", null)
        );
        foreach (var footprint in footprints)
        {
            command.Parameters["$b"].Value = footprint.Offset;
            command.Parameters["$e"].Value = footprint.EarliestMillis;
            command.Parameters["$l"].Value = footprint.LatestMillis;
            command.Parameters["$k"].Value = string.Join(Separator, footprint.StateKeys);
            command.Parameters["$s"].Value = SumOf(footprint);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The footprint of a batch; null where none is noted, or it is damaged: then everything may need the batch.</summary>
    public static BatchFootprint? Read(SqliteConnection connection, long offset)
    {
        using var command = SqliteFile.Command(
            connection,
            "SELECT earliest, latest, keys, sum FROM footprints WHERE batch = $b",
            ("$b", offset)
        );
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            return null;
        var keys = reader.GetString(2);
        var footprint = new BatchFootprint(
            offset,
            reader.GetInt64(0),
            reader.GetInt64(1),
            keys.Length == 0 ? [] : keys.Split(Separator)
        );
        return SumOf(footprint) == reader.GetInt64(3) ? footprint : null;
    }

    private static long SumOf(BatchFootprint footprint) =>
        (long)
            StableHash.Of(
                Encoding.UTF8.GetBytes(
                    $"{footprint.Offset} {footprint.EarliestMillis} {footprint.LatestMillis} {string.Join(Separator, footprint.StateKeys)}"
                )
            );
}
