using Tocsin.Core.Rules;
using Tocsin.Serve.Delivery;

namespace Tocsin.Serve.Configuration;

/// <summary>A sink, as the configuration writes it.</summary>
internal sealed class SinkSettings
{
    [Setting("Its name; its place among the alerts is kept under it.", IsRequired = true)]
    public string Name { get; init; } = "";

    [Setting("What it is.", IsRequired = true)]
    public SinkKind Kind { get; init; } = SinkKind.StandardOutput;

    [Setting("The address of `webhook`, or the origin of `alertmanager` and `elasticsearch`.")]
    public string? Url { get; init; }

    [Setting("The file of `file`.")]
    public string? Path { get; init; }

    [Setting("From which size on a file is put aside and a new one begun.", Minimum = "4KiB")]
    public ByteSize FileSize { get; init; } = ByteSize.MiB(64);

    [Setting("How many files are kept that were put aside.", Minimum = "0", Maximum = "1000")]
    public int Files { get; init; } = 5;

    [Setting("What a webhook's body looks like.")]
    public WebhookShape Shape { get; init; } = WebhookShape.Json;

    [Setting("The body of the shape `template`: JSON with `{{name}}` in its strings.")]
    public string? Template { get; init; }

    [Setting(
        "A file that holds the secret: the value of the header, or PagerDuty's routing key. Read for each request."
    )]
    public string? SecretFile { get; init; }

    [Setting("The environment variable that holds the secret, where no file does.")]
    public string? SecretVariable { get; init; }

    [Setting("The header that carries the secret. Default: `Authorization`.")]
    public string? SecretHeader { get; init; }

    [Setting("The index of `elasticsearch`.")]
    public string Index { get; init; } = ".alerts-security.alerts-default";

    [Setting("Where alerts are looked at, for links.")]
    public string? LinkBase { get; init; }

    [Setting("The host of `syslog`.")]
    public string Host { get; init; } = "127.0.0.1";

    [Setting("The port of `syslog`.", Minimum = "1", Maximum = "65535")]
    public int Port { get; init; } = 514;

    [Setting("Whether `syslog` goes over TCP and not UDP.")]
    public bool Tcp { get; init; }

    [Setting("Less severe alerts are not sent.")]
    public RuleSeverity Severity { get; init; } = RuleSeverity.Low;

    [Setting("Only alerts of these rules, by id or name.")]
    public IReadOnlyList<string> Rules { get; init; } = [];

    [Setting("Only alerts with one of these tags.")]
    public IReadOnlyList<string> Tags { get; init; } = [];

    [Setting("Whether an alert is sent again when it grows.")]
    public bool Extensions { get; init; } = true;

    [Setting("Whether building blocks are sent.")]
    public bool BuildingBlocks { get; init; }

    [Setting("Whether a new sink begins with the alerts that are there; else with those from then on.")]
    public bool FromStart { get; init; }

    [Setting("How many alerts a request holds, where the receiver takes several.", Minimum = "1", Maximum = "10000")]
    public int Batch { get; init; } = 100;

    [Setting("How often something is tried before it becomes a dead letter.", Minimum = "1", Maximum = "1000")]
    public int Attempts { get; init; } = 12;

    [Setting("The wait before the second attempt; it doubles with each.", Minimum = "10ms", Maximum = "1h")]
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(1);

    [Setting("The longest wait between attempts.", Minimum = "10ms", Maximum = "1d")]
    public TimeSpan BackOffLimit { get; init; } = TimeSpan.FromMinutes(5);

    [Setting("How long an attempt may take.", Minimum = "100ms", Maximum = "10m")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Fault() =>
        Name.Length == 0 ? "it has no name"
        : IsNoUrl(Url) ? $"`{Url}` is no URL"
        : IsNoUrl(LinkBase) ? $"`{LinkBase}` is no URL"
        : ToOptions().Fault();

    /// <summary>The sink.</summary>
    public SinkOptions ToOptions() =>
        new()
        {
            Name = Name,
            Kind = Kind,
            Url = UriOf(Url),
            Path = Path,
            FileBytesMax = FileSize.Bytes,
            FilesMax = Files,
            Shape = Shape,
            Template = Template,
            SecretHeader = SecretHeader,
            Secret = SecretFile is null && SecretVariable is null ? null : new(SecretFile, SecretVariable),
            Index = Index,
            LinkBase = UriOf(LinkBase),
            Host = Host,
            Port = Port,
            IsTcp = Tcp,
            SeverityMin = Severity,
            Rules = Rules,
            Tags = Tags,
            SendsExtensions = Extensions,
            SendsBuildingBlocks = BuildingBlocks,
            FromStart = FromStart,
            BatchMax = Batch,
            AttemptsMax = Attempts,
            BackOffMin = BackOff,
            BackOffMax = BackOffLimit,
            Timeout = Timeout,
        };

    private static bool IsNoUrl(string? text) => text is not null && UriOf(text) is null;

    private static Uri? UriOf(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null;
}
