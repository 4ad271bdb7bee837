using System.Data.Common;

namespace Tocsin.Serve.Alerts;

/// <summary>What happened to an alert, and who did it: entries are added and never changed.</summary>
internal static class AlertHistory
{
    public const string Status = "status";
    public const string Note = "note";
    public const string TagAdded = "tag_added";
    public const string TagRemoved = "tag_removed";
    public const string Assigned = "assigned";
    public const string Unassigned = "unassigned";

    /// <summary>The engine added to it though it was closed.</summary>
    public const string ExtendedClosed = "extended_while_closed";

    /// <summary>Adds an entry.</summary>
    public static void Add(
        DbConnection connection,
        long sequence,
        long atMillis,
        string who,
        string action,
        string detail
    ) =>
        SqlText.Run(
            connection,
            "INSERT INTO alert_history (alert, at, who, action, detail) VALUES (@p0, @p1, @p2, @p3, @p4)",
            sequence,
            atMillis,
            who,
            action,
            detail
        );

    /// <summary>The entries of an alert, in order.</summary>
    public static List<AlertEntry> Read(DbConnection connection, long sequence)
    {
        using var command = SqlText.Of(
            connection,
            "SELECT at, who, action, detail FROM alert_history WHERE alert = @p0 ORDER BY n",
            sequence
        );
        using var reader = command.ExecuteReader();
        var entries = new List<AlertEntry>();
        while (reader.Read())
            entries.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return entries;
    }
}
