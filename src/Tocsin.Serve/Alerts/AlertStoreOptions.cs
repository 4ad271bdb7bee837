namespace Tocsin.Serve.Alerts;

/// <summary>Where alerts are kept.</summary>
internal sealed record AlertStoreOptions
{
    /// <summary>How PostgreSQL is reached, for several replicas that share their alerts; null: SQLite, in the log's database. A secret: from a file or an environment variable.</summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>How long closed alerts are kept after their last change; null: for ever. Open ones always are.</summary>
    public TimeSpan? RetentionAge { get; init; }

    /// <summary>How long a write to PostgreSQL may take before it counts as failed and is tried again.</summary>
    public TimeSpan PostgresTimeout { get; init; } = TimeSpan.FromSeconds(30);

    // The connection string holds a password; nothing that prints options may show it.
    public override string ToString() => PostgresConnectionString is null ? "alerts in SQLite" : "alerts in PostgreSQL";
}
