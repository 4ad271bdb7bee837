using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Live;
using Tocsin.Serve.Alerts;

namespace Tocsin.Serve.Delivery;

/// <summary>An alert on its way to a sink.</summary>
/// <param name="Kind">What happened to it.</param>
/// <param name="Alert">The alert as it is now, with its document.</param>
/// <param name="ReplacedId">The id under which it was sent before, where it has another one now.</param>
internal sealed record Notice(AlertChangeKind Kind, StoredAlert Alert, string? ReplacedId)
{
    /// <summary>What a receiver can tell a repetition by: the same as long as the alert is.</summary>
    public string IdempotencyKey => $"{Alert.Id}-{Alert.Revision}";

    /// <summary>The name of the kind.</summary>
    public string KindName =>
        Kind switch
        {
            AlertChangeKind.Raised => "raised",
            AlertChangeKind.Extended => "extended",
            _ => "replaced",
        };

    /// <summary>The severity's name.</summary>
    public string Severity => SeverityNames.Of(Alert.Severity);

    /// <summary>Where the alert is looked at; null without an address.</summary>
    public string? Link(Uri? linkBase) =>
        linkBase is null ? null : new Uri(linkBase, "alerts/" + Uri.EscapeDataString(Alert.Id)).AbsoluteUri;
}

/// <summary>What became of an attempt.</summary>
internal enum SendStatus
{
    /// <summary>The receiver has it.</summary>
    Sent,

    /// <summary>It may succeed later.</summary>
    Retry,

    /// <summary>It never will.</summary>
    Refused,
}

/// <summary>What became of an attempt.</summary>
/// <param name="Status">Whether the receiver has it.</param>
/// <param name="Reason">Why not, for operators; holds no secret.</param>
/// <param name="RetryAfter">How long the receiver asks to wait.</param>
/// <param name="Refused">Where only some were refused for good, which; the others were taken.</param>
internal sealed record SendResult(
    SendStatus Status,
    string Reason = "",
    TimeSpan? RetryAfter = null,
    IReadOnlyList<(Notice Notice, string Reason)>? Refused = null
)
{
    public static readonly SendResult Sent = new(SendStatus.Sent);
}

/// <summary>Sends alerts somewhere. Threads: one attempt at a time.</summary>
internal interface ISink : IDisposable
{
    /// <summary>How many alerts an attempt takes.</summary>
    int BatchMax { get; }

    /// <summary>Tries once. An exception counts as <see cref="SendStatus.Retry"/>.</summary>
    Task<SendResult> SendAsync(IReadOnlyList<Notice> notices, CancellationToken cancellation);
}
