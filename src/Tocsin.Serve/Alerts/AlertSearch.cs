using System.Data.Common;
using Tocsin.Core.Alerts;
using Tocsin.Core.Rules;

namespace Tocsin.Serve.Alerts;

/// <summary>Finds, counts and reads alerts, in either database.</summary>
internal static class AlertSearch
{
    // A document that was lost with a damaged page leaves its alert's line.
    private const string Tables = "alerts a LEFT JOIN alert_documents d ON d.seq = a.seq";

    private const string Columns =
        "a.seq, a.id, a.revision, a.rule_id, a.rule_name, a.rule_type, a.severity, a.risk, a.kind, a.building_block, a.time, a.first, a.last, "
        + "a.updated, a.index_name, a.group_id, a.evidence, a.status, a.status_by, a.status_at, a.status_why, a.extended_closed, a.sum, d.document";

    /// <summary>A page of alerts.</summary>
    /// <exception cref="FormatException">The cursor is none.</exception>
    public static AlertPage Find(DbConnection connection, SqlDialect dialect, AlertQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, AlertQuery.LimitMax);
        var sql = new SqlText();
        var where = Where(sql, dialect, query);
        var column = ColumnOf(query.Sort);
        var (compare, order) = query.IsAscending ? (">", "ASC") : ("<", "DESC");
        if (query.Cursor is not null)
        {
            if (!AlertCursor.TryParse(query, query.Cursor, out var value, out var sequence))
                throw new FormatException("the cursor is of another query, or none");
            where += $" AND (a.{column}, a.seq) {compare} ({sql.Value(value)}, {sql.Value(sequence)})";
        }

        var alerts = new List<StoredAlert>();
        using (
            var command = sql.Command(
                connection,
                $"SELECT {Columns} FROM {Tables} WHERE {where} ORDER BY a.{column} {order}, a.seq {order} LIMIT {limit + 1}"
            )
        )
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                alerts.Add(Read(reader));
        }

        var hasMore = alerts.Count > limit;
        if (hasMore)
            alerts.RemoveAt(limit);
        AddLabels(connection, alerts, query.WithDocuments);
        return new(alerts, Total(connection, dialect, query), hasMore ? AlertCursor.After(query, alerts[^1]) : null);
    }

    /// <summary>How many alerts of a query have each value, the most frequent first.</summary>
    public static List<AlertCount> Count(
        DbConnection connection,
        SqlDialect dialect,
        AlertQuery query,
        AlertFacet facet,
        int valuesMax
    )
    {
        var sql = new SqlText();
        var where = Where(sql, dialect, query);
        var text = LabelOf(facet) is { } kind
            ? $"SELECT l.value, count(*) FROM alert_labels l JOIN alerts a ON a.seq = l.alert WHERE l.kind = {sql.Value(kind)} AND {where} GROUP BY l.value"
            : $"SELECT {FacetColumn(facet)}, count(*) FROM alerts a WHERE {where} GROUP BY 1";
        using var command = sql.Command(
            connection,
            $"{text} ORDER BY 2 DESC, 1 LIMIT {Math.Clamp(valuesMax, 1, 10_000)}"
        );
        using var reader = command.ExecuteReader();
        var counts = new List<AlertCount>();
        while (reader.Read())
        {
            var value = facet == AlertFacet.Severity ? SeverityNames.All[reader.GetInt64(0)] : reader.GetString(0);
            counts.Add(new(value, reader.GetInt64(1)));
        }

        return counts;
    }

    /// <summary>Alerts by id, those that are there; ids that they had before lead to them too.</summary>
    public static List<StoredAlert> Get(DbConnection connection, IReadOnlyCollection<string> ids, bool withDocuments)
    {
        var alerts = new List<StoredAlert>();
        foreach (var some in ids.Distinct().Chunk(500))
        {
            var sql = new SqlText();
            var names = sql.Values(some);
            using var command = sql.Command(
                connection,
                $"SELECT {Columns} FROM {Tables} WHERE a.id IN {names} OR a.id IN (SELECT id FROM alert_ids WHERE old_id IN {names}) ORDER BY a.seq"
            );
            using var reader = command.ExecuteReader();
            while (reader.Read())
                alerts.Add(Read(reader));
        }

        AddLabels(connection, alerts, withDocuments);
        return alerts;
    }

    private static long Total(DbConnection connection, SqlDialect dialect, AlertQuery query)
    {
        var sql = new SqlText();
        // The text first: making it adds the values.
        var text = $"SELECT count(*) FROM alerts a WHERE {Where(sql, dialect, query)}";
        using var command = sql.Command(connection, text);
        return (long)command.ExecuteScalar()!;
    }

    private static string Where(SqlText sql, SqlDialect dialect, AlertQuery query)
    {
        var all = new List<string>();
        if (query.Rules.Count > 0)
        {
            var names = sql.Values(query.Rules);
            all.Add($"(a.rule_id IN {names} OR a.rule_name IN {names})");
        }

        if (query.Severities.Count > 0)
            all.Add($"a.severity IN {sql.Values(query.Severities.Select(s => (object)(long)s))}");
        if (query.Statuses.Count > 0)
            all.Add($"a.status IN {sql.Values(query.Statuses)}");
        if (query.Entities.Count > 0)
            all.Add("(" + string.Join(" OR ", query.Entities.Select(e => Entity(sql, e.Kind, e.Value))) + ")");
        AddLabels(all, sql, query.Tactics, AlertLabels.Tactic);
        AddLabels(all, sql, query.Techniques, AlertLabels.Technique);
        AddLabels(all, sql, query.Tags, AlertLabels.Tag, AlertLabels.RuleTag);
        AddLabels(all, sql, query.Assignees, AlertLabels.Assignee);
        if (query.GroupId is not null)
            all.Add($"a.group_id = {sql.Value(query.GroupId)}");
        if (query.FromMillis is { } from)
            all.Add($"a.time >= {sql.Value(from)}");
        if (query.ToMillis is { } to)
            all.Add($"a.time <= {sql.Value(to)}");
        if (!query.WithBuildingBlocks)
            all.Add("a.building_block = 0");
        foreach (var part in AlertText.Parts(query.Text ?? ""))
            all.Add(dialect.Matches(sql, part));
        return all.Count == 0 ? "1 = 1" : string.Join(" AND ", all);
    }

    private static string Entity(SqlText sql, string? kind, string value) =>
        Labelled(sql, kind is null ? AlertLabels.Entities : [kind], [value]);

    private static void AddLabels(List<string> all, SqlText sql, IReadOnlyList<string> values, params string[] kinds)
    {
        if (values.Count > 0)
            all.Add(Labelled(sql, kinds, values));
    }

    private static string Labelled(SqlText sql, IEnumerable<string> kinds, IEnumerable<string> values) =>
        $"a.seq IN (SELECT alert FROM alert_labels WHERE kind IN {sql.Values(kinds)} AND value IN {sql.Values(values)})";

    private static string ColumnOf(AlertSort sort) =>
        sort switch
        {
            AlertSort.Time => "time",
            AlertSort.Updated => "updated",
            AlertSort.Severity => "severity",
            AlertSort.Risk => "risk",
            _ => "rule_name",
        };

    private static string FacetColumn(AlertFacet facet) =>
        facet switch
        {
            AlertFacet.Rule => "a.rule_name",
            AlertFacet.Severity => "a.severity",
            AlertFacet.Status => "a.status",
            _ => "a.rule_type",
        };

    private static string? LabelOf(AlertFacet facet) =>
        facet switch
        {
            AlertFacet.Tactic => AlertLabels.Tactic,
            AlertFacet.Technique => AlertLabels.Technique,
            AlertFacet.Tag => AlertLabels.Tag,
            AlertFacet.RuleTag => AlertLabels.RuleTag,
            AlertFacet.Assignee => AlertLabels.Assignee,
            AlertFacet.User => AlertLabels.User,
            AlertFacet.Host => AlertLabels.Host,
            AlertFacet.SourceIp => AlertLabels.SourceIp,
            AlertFacet.Namespace => AlertLabels.Namespace,
            AlertFacet.Pod => AlertLabels.Pod,
            AlertFacet.Container => AlertLabels.Container,
            AlertFacet.Process => AlertLabels.Process,
            AlertFacet.Cluster => AlertLabels.Cluster,
            AlertFacet.Group => AlertLabels.Group,
            _ => null,
        };

    private static StoredAlert Read(DbDataReader row)
    {
        var document = row[23] as byte[] ?? [];
        var id = row.GetString(1);
        return new()
        {
            Sequence = row.GetInt64(0),
            Id = id,
            Revision = row.GetInt64(2),
            RuleId = row.GetString(3),
            RuleName = row.GetString(4),
            RuleType = row.GetString(5),
            Severity = (RuleSeverity)Math.Clamp(row.GetInt64(6), 0, 3),
            RiskScore = row.GetDouble(7),
            Kind = (AlertKind)row.GetInt64(8),
            IsBuildingBlock = row.GetInt64(9) != 0,
            TimeMillis = row.GetInt64(10),
            FirstMillis = row.IsDBNull(11) ? null : row.GetInt64(11),
            LastMillis = row.IsDBNull(12) ? null : row.GetInt64(12),
            UpdatedMillis = row.GetInt64(13),
            Index = row.GetString(14),
            GroupId = row.IsDBNull(15) ? null : row.GetString(15),
            EvidenceCount = row.GetInt64(16),
            Status = row.GetString(17),
            StatusBy = row.IsDBNull(18) ? null : row.GetString(18),
            StatusMillis = row.IsDBNull(19) ? null : row.GetInt64(19),
            StatusWhy = row.IsDBNull(20) ? null : row.GetString(20),
            ExtendedWhileClosed = row.GetInt64(21),
            IsDamaged = AlertWriter.SumOf(id, document) != row.GetInt64(22),
            Document = document,
        };
    }

    private static void AddLabels(DbConnection connection, List<StoredAlert> alerts, bool withDocuments)
    {
        var labels = alerts.ToDictionary(a => a.Sequence, _ => new List<AlertLabel>());
        foreach (var some in labels.Keys.Chunk(500))
        {
            var sql = new SqlText();
            var names = sql.Values(some.Select(s => (object)s));
            using var command = sql.Command(
                connection,
                $"SELECT alert, kind, value FROM alert_labels WHERE alert IN {names} ORDER BY kind, value"
            );
            using var reader = command.ExecuteReader();
            while (reader.Read())
                labels[reader.GetInt64(0)].Add(new(reader.GetString(1), reader.GetString(2)));
        }

        for (var i = 0; i < alerts.Count; i++)
        {
            var alert = alerts[i] with { Labels = labels[alerts[i].Sequence] };
            alerts[i] = alert with { Document = withDocuments && !alert.IsDamaged ? AlertView.Of(alert) : [] };
        }
    }
}
