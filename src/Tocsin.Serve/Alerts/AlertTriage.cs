using System.Data.Common;

namespace Tocsin.Serve.Alerts;

/// <summary>What a person does to alerts. What is null or empty stays as it is.</summary>
internal sealed record AlertTriage
{
    /// <summary>Who does it.</summary>
    public required string Who { get; init; }

    /// <summary>The new status, one of <see cref="AlertStatus"/>.</summary>
    public string? Status { get; init; }

    /// <summary>Why; kept with <see cref="Status"/>.</summary>
    public string? Why { get; init; }

    public IReadOnlyList<string> AddTags { get; init; } = [];

    public IReadOnlyList<string> RemoveTags { get; init; } = [];

    public IReadOnlyList<string> AddAssignees { get; init; } = [];

    public IReadOnlyList<string> RemoveAssignees { get; init; } = [];

    /// <summary>A note to add.</summary>
    public string? Note { get; init; }

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Fault()
    {
        if (string.IsNullOrWhiteSpace(Who))
            return "nobody is named who does it";
        if (Status is not null && !AlertStatus.All.Contains(Status))
            return $"`{Status}` is no status; there are `open`, `acknowledged` and `closed`";
        var values = AddTags.Concat(RemoveTags).Concat(AddAssignees).Concat(RemoveAssignees).ToList();
        if (values.Exists(v => v.Length is 0 or > AlertLabels.ValueLengthMax || v.Contains('\0')))
            return $"a tag or name is empty or longer than {AlertLabels.ValueLengthMax} characters";
        if (Note is { Length: > 65_536 } || Why is { Length: > 65_536 })
            return "a note is longer than 65536 characters";
        return Note?.Contains('\0') == true || Why?.Contains('\0') == true ? "a note holds NUL" : null;
    }

    /// <summary>Does it to one alert, within a transaction of the caller's; whether anything changed.</summary>
    public bool Apply(DbConnection connection, SqlDialect dialect, long sequence, long nowMillis)
    {
        var isChanged = ApplyStatus(connection, dialect, sequence, nowMillis);
        isChanged |= Add(connection, sequence, nowMillis, AlertLabels.Tag, AddTags, AlertHistory.TagAdded);
        isChanged |= Remove(connection, sequence, nowMillis, AlertLabels.Tag, RemoveTags, AlertHistory.TagRemoved);
        isChanged |= Add(connection, sequence, nowMillis, AlertLabels.Assignee, AddAssignees, AlertHistory.Assigned);
        isChanged |= Remove(
            connection,
            sequence,
            nowMillis,
            AlertLabels.Assignee,
            RemoveAssignees,
            AlertHistory.Unassigned
        );
        if (!string.IsNullOrEmpty(Note))
        {
            AlertHistory.Add(connection, sequence, nowMillis, Who, AlertHistory.Note, Note);
            isChanged = true;
        }

        if (isChanged)
            SqlText.Run(
                connection,
                "UPDATE alerts SET revision = revision + 1, updated = @p1 WHERE seq = @p0",
                sequence,
                nowMillis
            );
        return isChanged;
    }

    // Setting the present status again changes nothing; a reason goes with closing only (D59).
    private bool ApplyStatus(DbConnection connection, SqlDialect dialect, long sequence, long nowMillis)
    {
        if (Status is null)
            return false;
        using (
            var command = SqlText.Of(
                connection,
                "SELECT status FROM alerts WHERE seq = @p0" + dialect.ForUpdate,
                sequence
            )
        )
        {
            if (command.ExecuteScalar() is not string present || present == Status)
                return false;
        }

        var why = Status == AlertStatus.Closed ? Why : null;
        SqlText.Run(
            connection,
            "UPDATE alerts SET status = @p1, status_by = @p2, status_at = @p3, status_why = @p4 WHERE seq = @p0",
            sequence,
            Status,
            Who,
            nowMillis,
            why
        );
        var detail = string.IsNullOrEmpty(Why) ? Status : $"{Status}: {Why}";
        AlertHistory.Add(connection, sequence, nowMillis, Who, AlertHistory.Status, detail);
        return true;
    }

    private bool Add(
        DbConnection connection,
        long sequence,
        long nowMillis,
        string kind,
        IReadOnlyList<string> values,
        string action
    )
    {
        var isChanged = false;
        foreach (var value in values)
        {
            if (
                SqlText.Run(
                    connection,
                    "INSERT INTO alert_labels (kind, value, alert) VALUES (@p0, @p1, @p2) ON CONFLICT DO NOTHING",
                    kind,
                    value,
                    sequence
                ) == 0
            )
                continue;
            AlertHistory.Add(connection, sequence, nowMillis, Who, action, value);
            isChanged = true;
        }

        return isChanged;
    }

    private bool Remove(
        DbConnection connection,
        long sequence,
        long nowMillis,
        string kind,
        IReadOnlyList<string> values,
        string action
    )
    {
        var isChanged = false;
        foreach (var value in values)
        {
            if (
                SqlText.Run(
                    connection,
                    "DELETE FROM alert_labels WHERE kind = @p0 AND value = @p1 AND alert = @p2",
                    kind,
                    value,
                    sequence
                ) == 0
            )
                continue;
            AlertHistory.Add(connection, sequence, nowMillis, Who, action, value);
            isChanged = true;
        }

        return isChanged;
    }
}
