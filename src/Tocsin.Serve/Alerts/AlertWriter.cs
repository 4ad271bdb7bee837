using System.Data.Common;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Values;

namespace Tocsin.Serve.Alerts;

/// <summary>Writes rows of the engine into the tables, within a transaction of the caller's. Writing a row twice is the same as once.</summary>
/// <remarks>What people gave an alert (status, tags, assignees, notes) stays whatever the engine says later.</remarks>
internal static class AlertWriter
{
    private const int LabelsAtOnce = 100;

    /// <summary>Writes a row.</summary>
    /// <returns>The alert's revision now, and whether it changed.</returns>
    public static (long Revision, bool IsChanged) Write(
        DbConnection connection,
        SqlDialect dialect,
        AlertRow row,
        long nowMillis
    )
    {
        var isRenamed = row.ReplacedId is { } old && Rename(connection, dialect, old, row.Id);
        if (Insert(connection, row, nowMillis) is { } added)
        {
            WriteDocument(connection, added, row);
            WriteLabels(connection, added, row);
            return (1, true);
        }

        // Another replica may have removed it just now; then it is new after all.
        if (Find(connection, dialect, row.Id) is not { } known)
            return Write(connection, dialect, row, nowMillis);
        if (!isRenamed && known.Document.AsSpan().SequenceEqual(row.Document))
            return (known.Revision, false);
        var isClosed = known.Status == AlertStatus.Closed;
        SqlText.Run(
            connection,
            """
            UPDATE alerts SET rule_name = @p1, severity = @p2, risk = @p3, time = @p4, first = @p5, last = @p6, updated = @p7,
              evidence = @p8, sum = @p9, revision = revision + 1, extended_closed = extended_closed + @p10,
              group_id = @p11
            WHERE seq = @p0
            """,
            known.Sequence,
            row.RuleName,
            (long)row.Severity,
            row.RiskScore,
            row.TimeMillis,
            row.FirstMillis,
            row.LastMillis,
            nowMillis,
            row.EvidenceCount,
            SumOf(row),
            isClosed ? 1L : 0L,
            row.GroupId
        );
        WriteDocument(connection, known.Sequence, row);
        WriteLabels(connection, known.Sequence, row);
        if (isClosed)
            AlertHistory.Add(connection, known.Sequence, nowMillis, "", AlertHistory.ExtendedClosed, "");
        return (known.Revision + 1, true);
    }

    /// <summary>The checksum of a row's document; its id goes in.</summary>
    public static long SumOf(string id, byte[] document) =>
        (long)(StableHash.Of(document) ^ StableHash.Of(System.Text.Encoding.UTF8.GetBytes(id)));

    private static long SumOf(AlertRow row) => SumOf(row.Id, row.Document);

    /// <summary>Gives an alert its new id. Where both are there they become one, with what people did to either.</summary>
    private static bool Rename(DbConnection connection, SqlDialect dialect, string oldId, string newId)
    {
        if (Find(connection, dialect, oldId) is not { } old)
            return false;
        if (Find(connection, dialect, newId) is { } other)
        {
            if (other.Status == AlertStatus.Open && other.StatusAt is null)
                SqlText.Run(
                    connection,
                    """
                    UPDATE alerts SET (status, status_by, status_at, status_why) =
                      (SELECT o.status, o.status_by, o.status_at, o.status_why FROM alerts o WHERE o.seq = @p1) WHERE seq = @p0
                    """,
                    other.Sequence,
                    old.Sequence
                );
            SqlText.Run(
                connection,
                "UPDATE alert_history SET alert = @p0 WHERE alert = @p1",
                other.Sequence,
                old.Sequence
            );
            SqlText.Run(
                connection,
                """
                INSERT INTO alert_labels (kind, value, alert) SELECT kind, value, @p0 FROM alert_labels
                WHERE alert = @p1 AND kind IN ('tag', 'assignee') ON CONFLICT DO NOTHING
                """,
                other.Sequence,
                old.Sequence
            );
            SqlText.Run(connection, "DELETE FROM alert_labels WHERE alert = @p0", old.Sequence);
            SqlText.Run(connection, "DELETE FROM alert_documents WHERE seq = @p0", old.Sequence);
            SqlText.Run(connection, "DELETE FROM alerts WHERE seq = @p0", old.Sequence);
        }
        else
        {
            SqlText.Run(connection, "UPDATE alerts SET id = @p1 WHERE seq = @p0", old.Sequence, newId);
        }

        SqlText.Run(connection, "UPDATE alert_ids SET id = @p1 WHERE id = @p0", oldId, newId);
        SqlText.Run(
            connection,
            "INSERT INTO alert_ids (old_id, id) VALUES (@p0, @p1) ON CONFLICT (old_id) DO UPDATE SET id = @p1",
            oldId,
            newId
        );
        return true;
    }

    private static long? Insert(DbConnection connection, AlertRow row, long nowMillis)
    {
        using var command = SqlText.Of(
            connection,
            """
            INSERT INTO alerts (id, rule_id, rule_name, rule_type, severity, risk, kind, building_block, time, first, last, updated,
              index_name, group_id, evidence, revision, status, extended_closed, sum)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, 1, @p15, 0, @p16)
            ON CONFLICT (id) DO NOTHING RETURNING seq
            """,
            row.Id,
            row.RuleId,
            row.RuleName,
            row.RuleType,
            (long)row.Severity,
            row.RiskScore,
            (long)row.Kind,
            row.IsBuildingBlock ? 1L : 0L,
            row.TimeMillis,
            row.FirstMillis,
            row.LastMillis,
            nowMillis,
            row.Index,
            row.GroupId,
            row.EvidenceCount,
            row.IsClosed ? AlertStatus.Closed : AlertStatus.Open,
            SumOf(row)
        );
        return command.ExecuteScalar() as long?;
    }

    // Apart from what is searched and counted, so that this stays small.
    private static void WriteDocument(DbConnection connection, long sequence, AlertRow row) =>
        SqlText.Run(
            connection,
            "INSERT INTO alert_documents (seq, document, text) VALUES (@p0, @p1, @p2) ON CONFLICT (seq) DO UPDATE SET document = @p1, text = @p2",
            sequence,
            row.Document,
            row.Text
        );

    private static void WriteLabels(DbConnection connection, long sequence, AlertRow row)
    {
        SqlText.Run(
            connection,
            "DELETE FROM alert_labels WHERE alert = @p0 AND kind NOT IN ('tag', 'assignee')",
            sequence
        );
        foreach (var some in row.Labels.Chunk(LabelsAtOnce))
        {
            var sql = new SqlText();
            var alert = sql.Value(sequence);
            var values = string.Join(", ", some.Select(l => $"({sql.Value(l.Kind)}, {sql.Value(l.Value)}, {alert})"));
            using var command = sql.Command(
                connection,
                $"INSERT INTO alert_labels (kind, value, alert) VALUES {values} ON CONFLICT DO NOTHING"
            );
            command.ExecuteNonQuery();
        }
    }

    private static Known? Find(DbConnection connection, SqlDialect dialect, string id)
    {
        using var command = SqlText.Of(
            connection,
            "SELECT seq, revision, status, status_at, (SELECT document FROM alert_documents d WHERE d.seq = alerts.seq) FROM alerts WHERE id = @p0"
                + dialect.ForUpdate,
            id
        );
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            return null;
        return new(
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetString(2),
            reader.IsDBNull(3) ? null : reader.GetInt64(3),
            reader[4] as byte[] ?? []
        );
    }

    private readonly record struct Known(long Sequence, long Revision, string Status, long? StatusAt, byte[] Document);
}
