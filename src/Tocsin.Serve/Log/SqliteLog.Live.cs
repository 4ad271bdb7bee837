using System.Text;
using Microsoft.Data.Sqlite;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Values;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log.Segments;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log;

/// <summary>The loop's side: consumed offset, checkpoint, state and alerts, together.</summary>
internal sealed partial class SqliteLog
{
    private readonly Lock _liveLock = new();
    private long _consumed;
    private byte[]? _checkpoint;

    /// <inheritdoc/>
    public long ConsumedOffset => Interlocked.Read(ref _consumed);

    /// <inheritdoc/>
    /// <remarks>Null also where it is damaged: <see cref="Damages"/> says so, and <see cref="ConsumedOffset"/> is not 0 then.</remarks>
    public byte[]? Checkpoint
    {
        get
        {
            lock (_liveLock)
                return _checkpoint;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<StateEntry> ReadState(string table)
    {
        using var connection = SqliteFile.OpenReader(_folder.Database);
        using var command = SqliteFile.Command(
            connection,
            "SELECT key, value, sum FROM state WHERE tab = $t ORDER BY key",
            ("$t", table)
        );
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var key = reader.GetString(0);
            var value = (byte[])reader[1];
            if (SumOf(table, key, value) == reader.GetInt64(2))
                yield return new(table, key, value);
            else
                Damages.Add(
                    new(
                        $"{DataFolder.DatabaseName}/{table}/{key}",
                        0,
                        0,
                        0,
                        "the checksum of an entry of the state is wrong"
                    )
                );
        }
    }

    /// <inheritdoc/>
    /// <remarks>Returns after the commit. Throws what the disk or a remote alert store says; nothing took effect then, and the same step may be applied again.</remarks>
    public void Apply(Commit commit)
    {
        if (commit.Alerts.Count > 0 && Alerts is null)
            throw new InvalidOperationException("nothing takes the alerts of a step");
        var writeAlerts = commit.Alerts.Count > 0 ? Alerts!.Prepare(commit.Alerts) : null;
        _writer
            .RunAsync(
                connection =>
                {
                    Write(connection, commit);
                    writeAlerts?.Invoke(connection);
                    return commit;
                },
                Applied
            )
            .GetAwaiter()
            .GetResult();
        if (commit.Alerts.Count > 0)
            Alerts!.Applied(commit.Alerts.Count);
    }

    private static void Write(SqliteConnection connection, Commit commit)
    {
        SqliteFile.Execute(
            connection,
            "UPDATE live SET consumed = $c, checkpoint = $p, sum = $s",
            ("$c", commit.Offset),
            ("$p", commit.Checkpoint),
            ("$s", SumOf("live", commit.Offset.ToString(), commit.Checkpoint))
        );
        Footprints.Write(connection, commit.Footprints);
        if (commit.State.Count > 0)
            WriteState(connection, commit.State);
    }

    // Thousands of entries may come at once, so each statement is made once.
    private static void WriteState(SqliteConnection connection, IReadOnlyList<StateEntry> entries)
    {
        using var put = SqliteFile.Command(
            connection,
            "INSERT OR REPLACE INTO state VALUES ($t, $k, $v, $s)",
            ("$t", null),
            ("$k", null),
            ("$v", null),
            ("$s", null)
        );
        using var remove = SqliteFile.Command(
            connection,
            "DELETE FROM state WHERE tab = $t AND key = $k",
            ("$t", null),
            ("$k", null)
        );
        foreach (var (table, key, value) in entries)
        {
            var command = value is null ? remove : put;
            command.Parameters["$t"].Value = table;
            command.Parameters["$k"].Value = key;
            if (value is not null)
            {
                command.Parameters["$v"].Value = value;
                command.Parameters["$s"].Value = SumOf(table, key, value);
            }

            command.ExecuteNonQuery();
        }
    }

    private void Applied(Commit commit)
    {
        lock (_liveLock)
            _checkpoint = commit.Checkpoint;
        Interlocked.Exchange(ref _consumed, commit.Offset);
        _tail.DropUpTo(commit.Offset);
        WakeUpkeep();
    }

    private void LoadLive(SqliteConnection connection)
    {
        using var command = SqliteFile.Command(connection, "SELECT consumed, checkpoint, sum FROM live");
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            throw new InvalidDataException("the database lacks the row that says what was consumed");
        var consumed = reader.GetInt64(0);
        var checkpoint = reader.IsDBNull(1) ? null : (byte[])reader[1];
        if (checkpoint is null ? consumed != 0 : SumOf("live", consumed.ToString(), checkpoint) != reader.GetInt64(2))
        {
            Damages.Add(
                new(
                    $"{DataFolder.DatabaseName}/live",
                    0,
                    0,
                    0,
                    "the checksum of the checkpoint is wrong; the consumed offset follows from the batches, the engine's small state is lost"
                )
            );
            checkpoint = null;
            consumed = ConsumedByBatches(connection);
        }

        lock (_liveLock)
            _checkpoint = checkpoint;
        Interlocked.Exchange(ref _consumed, consumed);
    }

    /// <summary>What was consumed, by what consuming leaves behind.</summary>
    private long ConsumedByBatches(SqliteConnection connection) =>
        Math.Max(
            SqliteFile.Scalar(connection, "SELECT max(batch) FROM footprints") as long? ?? 0,
            _segments.LastOffset
        );

    /// <summary>The checksum of an entry; its name goes in, so that a value that moved is noticed too.</summary>
    private static long SumOf(string table, string key, byte[] value) =>
        (long)(StableHash.Of(value) ^ StableHash.Of(Encoding.UTF8.GetBytes(table + "\0" + key)));
}
