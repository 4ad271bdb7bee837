using Tocsin.Core.Alerts;
using Tocsin.Core.Rules;

namespace Tocsin.Serve.Alerts;

/// <summary>The names of what people have made of an alert.</summary>
internal static class AlertStatus
{
    public const string Open = "open";
    public const string Acknowledged = "acknowledged";
    public const string Closed = "closed";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [Open, Acknowledged, Closed];
}

/// <summary>An alert as it is stored.</summary>
internal sealed record StoredAlert
{
    /// <summary>Its number; ascends in the order of storing. Only within one database.</summary>
    public required long Sequence { get; init; }

    public required string Id { get; init; }

    /// <summary>How often what the engine or a person says of it has changed, from 1.</summary>
    public required long Revision { get; init; }

    public required string RuleId { get; init; }

    public required string RuleName { get; init; }

    public required string RuleType { get; init; }

    public required RuleSeverity Severity { get; init; }

    public required double RiskScore { get; init; }

    public required AlertKind Kind { get; init; }

    public required bool IsBuildingBlock { get; init; }

    /// <summary>Event time, milliseconds since 1970.</summary>
    public required long TimeMillis { get; init; }

    public long? FirstMillis { get; init; }

    public long? LastMillis { get; init; }

    /// <summary>When it was last changed, time of the machine.</summary>
    public required long UpdatedMillis { get; init; }

    public required string Index { get; init; }

    public string? GroupId { get; init; }

    public required long EvidenceCount { get; init; }

    /// <summary>One of <see cref="AlertStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Who set the status; null where nobody did.</summary>
    public string? StatusBy { get; init; }

    public long? StatusMillis { get; init; }

    public string? StatusWhy { get; init; }

    /// <summary>How often the engine added to it after it was closed.</summary>
    public long ExtendedWhileClosed { get; init; }

    /// <summary>What it is found by; people's tags and assignees too.</summary>
    public IReadOnlyList<AlertLabel> Labels { get; init; } = [];

    /// <summary>The document, with what people said in it; empty where it was not asked for.</summary>
    public byte[] Document { get; init; } = [];

    /// <summary>Whether the stored document is damaged; it is not given then.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>The labels of a kind.</summary>
    public IEnumerable<string> LabelsOf(string kind) => Labels.Where(l => l.Kind == kind).Select(l => l.Value);
}

/// <summary>Something that happened to an alert.</summary>
/// <param name="AtMillis">When, time of the machine.</param>
/// <param name="Who">The person; empty for the engine.</param>
/// <param name="Action">One of <see cref="AlertHistory"/>.</param>
/// <param name="Detail">The note, the tag, the new status and why.</param>
internal sealed record AlertEntry(long AtMillis, string Who, string Action, string Detail);
