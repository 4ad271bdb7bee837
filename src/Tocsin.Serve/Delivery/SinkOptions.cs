using Tocsin.Core.Rules;

namespace Tocsin.Serve.Delivery;

/// <summary>A sink: what it is, where it sends, what it sends and how hard it tries.</summary>
internal sealed record SinkOptions
{
    /// <summary>Its name; its place among the changes is kept under it.</summary>
    public required string Name { get; init; }

    public required SinkKind Kind { get; init; }

    /// <summary>The address of HTTP sinks, or its origin for Alertmanager and Elasticsearch.</summary>
    public Uri? Url { get; init; }

    /// <summary>Where the whole address of a webhook is read from, for receivers whose address is the secret, as Slack's is; goes before <see cref="Url"/>.</summary>
    public SecretSource? UrlFrom { get; init; }

    /// <summary>The file of <see cref="SinkKind.File"/>.</summary>
    public string? Path { get; init; }

    /// <summary>From so many bytes a file is put aside and a new one begun.</summary>
    public long FileBytesMax { get; init; } = 64L << 20;

    /// <summary>How many files are kept that were put aside.</summary>
    public int FilesMax { get; init; } = 5;

    /// <summary>What a webhook's body looks like.</summary>
    public WebhookShape Shape { get; init; } = WebhookShape.Json;

    /// <summary>The body of <see cref="WebhookShape.Template"/>: JSON with <c>{{name}}</c> in its strings; see <see cref="BodyTemplate"/>.</summary>
    public string? Template { get; init; }

    /// <summary>The header that carries the secret; <c>Authorization</c> where null.</summary>
    public string? SecretHeader { get; init; }

    /// <summary>The secret: a token with its scheme (<c>Bearer …</c>, <c>ApiKey …</c>), PagerDuty's routing key. Given by file or environment variable only.</summary>
    public SecretSource? Secret { get; init; }

    /// <summary>The index of <see cref="SinkKind.Elasticsearch"/>.</summary>
    public string Index { get; init; } = ".alerts-security.alerts-default";

    /// <summary>Where Tocsin's alerts are looked at, for links; null without.</summary>
    public Uri? LinkBase { get; init; }

    /// <summary>How long an alert stays active in Alertmanager after it was sent last.</summary>
    public TimeSpan ActiveFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The host of <see cref="SinkKind.Syslog"/>.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port of <see cref="SinkKind.Syslog"/>.</summary>
    public int Port { get; init; } = 514;

    /// <summary>Whether syslog goes over TCP, with the length before each message (RFC 6587), and not UDP.</summary>
    public bool IsTcp { get; init; }

    /// <summary>Less severe alerts are not sent.</summary>
    public RuleSeverity SeverityMin { get; init; } = RuleSeverity.Low;

    /// <summary>Only alerts of these rules, by id or name; empty: of all.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Only alerts that have one of these tags, the rule's or people's; empty: all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether alerts that were sent are sent again when they grow.</summary>
    public bool SendsExtensions { get; init; } = true;

    /// <summary>Whether building blocks are sent.</summary>
    public bool SendsBuildingBlocks { get; init; }

    /// <summary>Whether a sink that is new begins with all changes that are kept; else with those from now on.</summary>
    public bool FromStart { get; init; }

    /// <summary>How many alerts a request holds, where the receiver takes several.</summary>
    public int BatchMax { get; init; } = 100;

    /// <summary>How often something is tried before it becomes a dead letter.</summary>
    public int AttemptsMax { get; init; } = 12;

    /// <summary>The wait before the second attempt; it doubles with each.</summary>
    public TimeSpan BackOffMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, also where the receiver asks for more.</summary>
    public TimeSpan BackOffMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What is missing or wrong; null where nothing is.</summary>
    public string? Fault() =>
        Kind switch
        {
            SinkKind.File when string.IsNullOrEmpty(Path) => "a file sink needs a path",
            SinkKind.Webhook
            or SinkKind.Alertmanager
            or SinkKind.Elasticsearch when Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" } =>
                "an HTTP sink needs an `http` or `https` URL",
            SinkKind.Webhook when Shape == WebhookShape.Template => BodyTemplate.FaultOf(Template ?? ""),
            SinkKind.Webhook when Shape == WebhookShape.PagerDuty && Secret is null => "PagerDuty needs a routing key",
            SinkKind.Syslog when Port is < 1 or > 65535 => "a port is between 1 and 65535",
            _ when AttemptsMax < 1 || BatchMax < 1 => "at least one attempt and one alert a request are needed",
            _ => null,
        };

    /// <summary>Whether something is posted there.</summary>
    public static bool IsHttp(Uri? url) => url is { IsAbsoluteUri: true, Scheme: "http" or "https" };
}

/// <summary>What a sink is.</summary>
internal enum SinkKind
{
    /// <summary>Standard output, one document a line.</summary>
    StandardOutput,

    /// <summary>A file, one document a line.</summary>
    File,

    /// <summary>An HTTP POST for each alert.</summary>
    Webhook,

    /// <summary>Prometheus' Alertmanager, version 2 of its API.</summary>
    Alertmanager,

    /// <summary>Elasticsearch's bulk API, so that Kibana shows the alerts.</summary>
    Elasticsearch,

    /// <summary>Syslog, RFC 5424.</summary>
    Syslog,
}

/// <summary>The body of a webhook.</summary>
internal enum WebhookShape
{
    /// <summary>The alert's document, in an object that says what happened to it.</summary>
    Json,

    /// <summary>Slack's incoming webhooks.</summary>
    Slack,

    /// <summary>An adaptive card, as Teams' workflows take it.</summary>
    Teams,

    /// <summary>PagerDuty's Events API, version 2.</summary>
    PagerDuty,

    /// <summary>A template of the user's.</summary>
    Template,
}

/// <summary>Where a secret is read from, each time it is needed: a file may be replaced while the server runs.</summary>
/// <param name="File">A file; what stands around the secret in white space is left out.</param>
/// <param name="Variable">An environment variable.</param>
internal sealed record SecretSource(string? File, string? Variable)
{
    /// <summary>The secret.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message does not hold it.</exception>
    public string Read()
    {
        string? secret;
        try
        {
            secret = File is not null
                ? System.IO.File.ReadAllText(File)
                : Environment.GetEnvironmentVariable(Variable ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"the secret's file `{File}` cannot be read", e);
        }

        secret = secret?.Trim();
        if (string.IsNullOrEmpty(secret) || secret.AsSpan().IndexOfAnyInRange('\0', '\x1F') >= 0)
            throw new InvalidOperationException($"there is no usable secret in `{File ?? Variable}`");
        return secret;
    }

    public override string ToString() => File ?? "$" + Variable;
}
