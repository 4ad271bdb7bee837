namespace Tocsin.Serve.Configuration;

/// <summary>What is taken in, and how much of it.</summary>
internal sealed class IntakeOptions
{
    [Setting(
        "The largest request body, unpacked. A larger one is answered with 413.",
        Minimum = "1KiB",
        Maximum = "1GiB"
    )]
    public ByteSize BodyLimit { get; init; } = ByteSize.MiB(100);

    [Setting("The largest body of OpenTelemetry logs, unpacked.", Minimum = "1KiB", Maximum = "1GiB")]
    public ByteSize OtlpBodyLimit { get; init; } = ByteSize.MiB(64);

    [Setting(
        "The largest single document of a bulk request; a larger one is refused by itself, the others are taken.",
        Minimum = "1KiB",
        Maximum = "256MiB"
    )]
    public ByteSize DocumentLimit { get; init; } = ByteSize.MiB(10);

    [Setting(
        "The largest single record of every other source; a larger one is left out and counted.",
        Minimum = "1KiB",
        Maximum = "256MiB"
    )]
    public ByteSize RecordLimit { get; init; } = ByteSize.MiB(16);

    [Setting(
        "What all requests under way may hold in memory. Beyond it requests are answered with 429. At least three times the largest body.",
        Minimum = "1MiB"
    )]
    public ByteSize Memory { get; init; } = ByteSize.MiB(512);

    [Setting("How long a request's body may take to arrive.", Minimum = "1s", Maximum = "1h")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    [Setting("The most connections at a time, over all listeners.", Minimum = "1", Maximum = "1000000")]
    public int ConnectionLimit { get; init; } = 10_000;

    [Setting("The Kubernetes audit webhook.")]
    public KubernetesIntakeOptions Kubernetes { get; init; } = new();

    [Setting("What clients of Elasticsearch send.")]
    public ElasticsearchIntakeOptions Elasticsearch { get; init; } = new();

    [Setting("Falco's HTTP output.")]
    public FalcoIntakeOptions Falco { get; init; } = new();

    [Setting("OpenTelemetry logs.")]
    public OtlpIntakeOptions Otlp { get; init; } = new();

    [Setting("Plain JSON and what clouds push.")]
    public GenericIntakeOptions Ingest { get; init; } = new();

    [Setting("Files that are followed.")]
    public IReadOnlyList<FollowOptions> Follow { get; init; } = [];
}

/// <summary>The Kubernetes audit webhook.</summary>
internal sealed class KubernetesIntakeOptions
{
    [Setting("The paths that API servers post to. Behind each, `/NAME` names the cluster that sends.")]
    public IReadOnlyList<string> Paths { get; init; } = ["/k8s-audit"];
}

/// <summary>What clients of Elasticsearch send.</summary>
internal sealed class ElasticsearchIntakeOptions
{
    [Setting(
        "The version that clients are told. Beats refuse one older than theirs unless `allow_older_versions` is on."
    )]
    public string Version { get; init; } = "8.19.0";

    [Setting("Further paths under which everything is offered too; clients call them a path prefix.")]
    public IReadOnlyList<string> Prefixes { get; init; } = ["/es"];

    [Setting("The index of documents that name none.")]
    public string DefaultIndex { get; init; } = "logs-generic-default";

    [Setting(
        "Senders that throw a batch away when it is answered with 429 or 503: for requests whose User-Agent contains one of these texts the connection is closed without an answer instead, and they send again. An empty text stands for requests without a User-Agent, which is how rsyslog sends."
    )]
    public IReadOnlyList<string> CloseInsteadOfRefusing { get; init; } = ["", "rsyslog"];
}

/// <summary>Falco's HTTP output.</summary>
internal sealed class FalcoIntakeOptions
{
    [Setting("The path that Falco posts to. Its token may stand in `?token=` or as the path's next part.")]
    public string Path { get; init; } = "/falco";

    [Setting(
        "How many posts wait for the log at most; Falco does not send again, so what does not fit is counted as refused.",
        Minimum = "1",
        Maximum = "1000000"
    )]
    public int QueueLimit { get; init; } = 10_000;
}

/// <summary>OpenTelemetry logs.</summary>
internal sealed class OtlpIntakeOptions
{
    [Setting("The path that exporters post to.")]
    public string Path { get; init; } = "/v1/logs";
}

/// <summary>Plain JSON and what clouds push.</summary>
internal sealed class GenericIntakeOptions
{
    [Setting("The path. Behind it, `/DATASET` says what the documents are that say nothing of themselves.")]
    public string Path { get; init; } = "/ingest";

    [Setting(
        "The key that Kinesis Firehose sends in `X-Amz-Firehose-Access-Key`; a token with the scope `ingest`. Without it that header is taken for a token of `auth`."
    )]
    public Secret? FirehoseAccessKey { get; init; }
}

/// <summary>Files that are followed.</summary>
internal sealed class FollowOptions
{
    [Setting("A file, or a pattern with `*`, `?` and `**`.", IsRequired = true)]
    public string Path { get; init; } = "";

    [Setting("The name of the source, which has a watermark of its own. Default: the path.")]
    public string? Name { get; init; }

    [Setting(
        "Where to begin with a file that was never read: `beginning` or `end`. Files that appear later are read from their beginning."
    )]
    public FollowFrom From { get; init; } = FollowFrom.End;

    [Setting("How often to look.", Minimum = "10ms", Maximum = "1h")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(250);

    [Setting("What the documents are that say nothing of themselves: they go to `logs-DATASET-default`.")]
    public string? Dataset { get; init; }

    [Setting("The cluster that Kubernetes audit events in these files are from.")]
    public string? Cluster { get; init; }
}

/// <summary>Where following begins.</summary>
internal enum FollowFrom
{
    /// <summary>With the first line.</summary>
    Beginning,

    /// <summary>Behind the last line.</summary>
    End,
}
