namespace Tocsin.Serve.Configuration;

/// <summary>The configuration of <c>tocsin serve</c>: one YAML file.</summary>
internal sealed class ServeOptions
{
    [Setting(
        "The folder of the log, state, alerts and retained events. Made where it is not there, readable for its owner only."
    )]
    public string DataFolder { get; init; } = "tocsin-data";

    [Setting(
        "How much memory the server may take, about, and at most nine tenths of what there is in its machine, or of what the runtime takes of its container. From 55 % on it collects garbage sooner; from 70 % on it stops for that, and where that is not enough records are answered with 429 until there is room. At least what `intake.memory` and `engine.state_budget` say, and 256 MiB.",
        Minimum = "256MiB"
    )]
    public ByteSize MemoryLimit { get; init; } = ByteSize.GiB(3);

    [Setting("The addresses that the server listens on. Default: one on `127.0.0.1:9880` that offers everything.")]
    public IReadOnlyList<ListenerOptions> Listeners { get; init; } = [new()];

    [Setting("What is taken in.")]
    public IntakeOptions Intake { get; init; } = new();

    [Setting("The rules that run.")]
    public RulesOptions Rules { get; init; } = new();

    [Setting("How the engine treats time and state.")]
    public LiveEngineOptions Engine { get; init; } = new();

    [Setting("How long and how much is kept.")]
    public RetentionOptions Retention { get; init; } = new();

    [Setting("Where alerts are kept.")]
    public AlertStoreOptions Alerts { get; init; } = new();

    [Setting("Where alerts are sent.")]
    public IReadOnlyList<SinkSettings> Sinks { get; init; } = [];

    [Setting("Queries over retained records.")]
    public QueryOptions Queries { get; init; } = new();

    [Setting("Who may call.")]
    public AuthOptions Auth { get; init; } = new();

    [Setting("What the server tells of itself.")]
    public TelemetryOptions Telemetry { get; init; } = new();

    [Setting(
        "How long requests and the engine may take to finish when the server is told to stop.",
        Minimum = "1s",
        Maximum = "1h"
    )]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(25);
}

/// <summary>The rules that run.</summary>
internal sealed class RulesOptions
{
    [Setting("Files and folders of rules, TOML or NDJSON. Default: the built-in pack.")]
    public IReadOnlyList<string> Paths { get; init; } = [];

    [Setting("Whether rules that say `enabled = false` are left out.")]
    public bool OnlyEnabled { get; init; }

    [Setting("Lists of exceptions, as Kibana exports them.")]
    public IReadOnlyList<string> Exceptions { get; init; } = [];

    [Setting("Value lists: the list's id and its file.")]
    public IReadOnlyDictionary<string, string> ValueLists { get; init; } = new Dictionary<string, string>();

    [Setting("Indicator documents for threat-match rules: `PATH` or `INDEX=PATH`.")]
    public IReadOnlyList<string> Indicators { get; init; } = [];

    [Setting("Types of fields: `FILE` or `INDEX=FILE`, lines of `field<TAB>type`.")]
    public IReadOnlyList<string> Types { get; init; } = [];

    [Setting("Tables for `LOOKUP JOIN` and `ENRICH`: the name and its NDJSON or CSV file.")]
    public IReadOnlyDictionary<string, string> Lookups { get; init; } = new Dictionary<string, string>();

    [Setting(
        "How often the files are looked at for changes; `0s` for never. A set with an error is not taken: the old one goes on.",
        Maximum = "1d"
    )]
    public TimeSpan Reload { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>How the engine treats time and state.</summary>
internal sealed class LiveEngineOptions
{
    [Setting(
        "How much older than the newest record of its source a record may be and still count in time order.",
        Maximum = "7d"
    )]
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(1);

    [Setting(
        "How far ahead of the clock a record's time may lie; what lies further ahead is treated as having arrived now.",
        Maximum = "7d"
    )]
    public TimeSpan FutureLimit { get; init; } = TimeSpan.FromMinutes(5);

    [Setting("How long a source may be silent before time goes on without it.", Minimum = "1s", Maximum = "1d")]
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromMinutes(1);

    [Setting("How long a source may be silent before that is an alert of its own; `0s` for never.", Maximum = "30d")]
    public TimeSpan SilentAlertAfter { get; init; } = TimeSpan.FromMinutes(15);

    [Setting("The memory that windows, sequences and first-seen terms may take.", Minimum = "16MiB")]
    public ByteSize StateBudget { get; init; } = ByteSize.GiB(1);
}

/// <summary>What queries may take.</summary>
internal sealed class QueryOptions
{
    [Setting("How long a query may run.", Minimum = "100ms", Maximum = "1h")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    [Setting("How many queries run at once; further ones are refused with 429.", Minimum = "1", Maximum = "100")]
    public int Concurrent { get; init; } = 2;

    [Setting("The memory that an ES|QL query may hold.", Minimum = "1MiB")]
    public ByteSize Memory { get; init; } = ByteSize.MiB(256);
}

/// <summary>How long and how much is kept.</summary>
internal sealed class RetentionOptions
{
    [Setting(
        "How long records are kept for queries and for state that a restart has to build again.",
        Minimum = "1h",
        Maximum = "3650d"
    )]
    public TimeSpan Events { get; init; } = TimeSpan.FromDays(7);

    [Setting("How much disk retained records may take; the oldest go first.", Minimum = "64MiB")]
    public ByteSize EventsSize { get; init; } = ByteSize.GiB(10);

    [Setting(
        "How much disk records may take that have not been evaluated yet. Beyond it senders are answered with 429.",
        Minimum = "64MiB"
    )]
    public ByteSize LogSize { get; init; } = ByteSize.GiB(4);

    [Setting("How long closed alerts are kept; `0s` for ever.", Maximum = "3650d")]
    public TimeSpan Alerts { get; init; } = TimeSpan.Zero;

    [Setting("How long a sender's repeats are recognised.", Minimum = "1m", Maximum = "30d")]
    public TimeSpan Duplicates { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>Where alerts are kept.</summary>
internal sealed class AlertStoreOptions
{
    [Setting("`sqlite` in the data folder, or `postgresql` for several replicas.")]
    public AlertStoreKind Store { get; init; } = AlertStoreKind.Sqlite;

    [Setting("The connection string of PostgreSQL.")]
    public Secret? Connection { get; init; }
}

/// <summary>The stores of alerts.</summary>
internal enum AlertStoreKind
{
    /// <summary>A file in the data folder.</summary>
    Sqlite,

    /// <summary>A server.</summary>
    Postgresql,
}

/// <summary>What the server tells of itself.</summary>
internal sealed class TelemetryOptions
{
    [Setting("How the server's own log is written to standard error: `text` or `json`, a line each.")]
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    [Setting("The least level that is written: `debug`, `information`, `warning`, `error`.")]
    public LogLevelName LogLevel { get; init; } = LogLevelName.Information;

    [Setting("The OTLP endpoint that metrics are sent to; without it they are only offered on `/metrics`.")]
    public string? OtlpEndpoint { get; init; }
}

/// <summary>How the server's own log is written.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs.</summary>
    Json,
}

/// <summary>Levels of the server's own log.</summary>
internal enum LogLevelName
{
    Debug,
    Information,
    Warning,
    Error,
}
