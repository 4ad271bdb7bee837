namespace Tocsin.Serve.Alerts;

/// <summary>The tables of alerts, for both databases. A released script is never changed.</summary>
internal static class AlertSchema
{
    /// <summary>SQLite, version 2 of the log's schema.</summary>
    public const string Sqlite =
        """
            CREATE TABLE alerts (
              seq INTEGER PRIMARY KEY AUTOINCREMENT,
            """
        + Columns
        + """
            );
            CREATE TABLE alert_documents (seq INTEGER PRIMARY KEY, document BLOB NOT NULL, text TEXT NOT NULL);
            """
        + Rest
        + """
            CREATE TABLE alert_history (n INTEGER PRIMARY KEY AUTOINCREMENT, alert INTEGER NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL);
            CREATE INDEX alert_history_alert ON alert_history (alert);
            CREATE VIRTUAL TABLE alert_words USING fts5(text, content='alert_documents', content_rowid='seq');
            CREATE TRIGGER alert_words_insert AFTER INSERT ON alert_documents BEGIN INSERT INTO alert_words (rowid, text) VALUES (new.seq, new.text); END;
            CREATE TRIGGER alert_words_delete AFTER DELETE ON alert_documents BEGIN INSERT INTO alert_words (alert_words, rowid, text) VALUES ('delete', old.seq, old.text); END;
            CREATE TRIGGER alert_words_update AFTER UPDATE OF text ON alert_documents BEGIN
              INSERT INTO alert_words (alert_words, rowid, text) VALUES ('delete', old.seq, old.text);
              INSERT INTO alert_words (rowid, text) VALUES (new.seq, new.text);
            END;
            """;

    /// <summary>PostgreSQL, by version.</summary>
    public static readonly string[] Postgres =
    [
        """
            CREATE TABLE alerts (
              seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            """
            + Columns
            + """
                );
                CREATE TABLE alert_documents (
                  seq BIGINT PRIMARY KEY,
                  document BYTEA NOT NULL,
                  text TEXT NOT NULL,
                  words tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED
                );
                CREATE INDEX alert_documents_words ON alert_documents USING gin (words);
                """
            + Rest
            + """
                CREATE TABLE alert_history (n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, alert BIGINT NOT NULL, at BIGINT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL);
                CREATE INDEX alert_history_alert ON alert_history (alert);
                """,
        // Which replica wrote the alert last: its sinks send it.
        "ALTER TABLE alerts ADD COLUMN written_by TEXT NOT NULL DEFAULT '';",
    ];

    private const string Columns = """

          id TEXT NOT NULL UNIQUE,
          rule_id TEXT NOT NULL,
          rule_name TEXT NOT NULL,
          rule_type TEXT NOT NULL,
          severity BIGINT NOT NULL,
          risk DOUBLE PRECISION NOT NULL,
          kind BIGINT NOT NULL,
          building_block BIGINT NOT NULL,
          time BIGINT NOT NULL,
          first BIGINT,
          last BIGINT,
          updated BIGINT NOT NULL,
          index_name TEXT NOT NULL,
          group_id TEXT,
          evidence BIGINT NOT NULL,
          revision BIGINT NOT NULL,
          status TEXT NOT NULL,
          status_by TEXT,
          status_at BIGINT,
          status_why TEXT,
          extended_closed BIGINT NOT NULL,
          sum BIGINT NOT NULL

        """;

    private const string Rest = """

        CREATE INDEX alerts_time ON alerts (time, seq);
        CREATE INDEX alerts_updated ON alerts (updated, seq);
        CREATE INDEX alerts_rule ON alerts (rule_id, time);
        CREATE INDEX alerts_status ON alerts (status, time);
        CREATE INDEX alerts_severity ON alerts (severity, time);
        CREATE INDEX alerts_group ON alerts (group_id);
        CREATE TABLE alert_labels (kind TEXT NOT NULL, value TEXT NOT NULL, alert BIGINT NOT NULL, PRIMARY KEY (kind, value, alert));
        CREATE INDEX alert_labels_alert ON alert_labels (alert);
        CREATE TABLE alert_ids (old_id TEXT PRIMARY KEY, id TEXT NOT NULL);
        CREATE INDEX alert_ids_id ON alert_ids (id);

        """;
}
