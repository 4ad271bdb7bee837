using System.Data.Common;

namespace Tocsin.Serve.Alerts;

/// <summary>Removes closed alerts that nothing has happened to for long.</summary>
internal static class AlertRetirement
{
    private const string Due = "SELECT seq FROM alerts WHERE status = 'closed' AND updated < @p0";

    /// <summary>Removes them; how many.</summary>
    public static int Run(DbConnection connection, long beforeMillis)
    {
        SqlText.Run(connection, $"DELETE FROM alert_labels WHERE alert IN ({Due})", beforeMillis);
        SqlText.Run(connection, $"DELETE FROM alert_history WHERE alert IN ({Due})", beforeMillis);
        SqlText.Run(connection, $"DELETE FROM alert_documents WHERE seq IN ({Due})", beforeMillis);
        var removed = SqlText.Run(
            connection,
            "DELETE FROM alerts WHERE status = 'closed' AND updated < @p0",
            beforeMillis
        );
        SqlText.Run(connection, "DELETE FROM alert_ids WHERE id NOT IN (SELECT id FROM alerts)");
        return removed;
    }
}
