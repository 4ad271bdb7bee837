using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Rules;

namespace Tocsin.Serve.Alerts;

/// <summary>What the engine says about an alert, as the store keeps it: the columns that are searched, and the document.</summary>
internal sealed record AlertRow
{
    public required string Id { get; init; }

    /// <summary>What happened to it in this step.</summary>
    public required AlertChangeKind Change { get; init; }

    /// <summary>The id it had so far; null where it keeps its own.</summary>
    public string? ReplacedId { get; init; }

    public required string RuleId { get; init; }

    /// <summary>The rule's name after overrides.</summary>
    public required string RuleName { get; init; }

    /// <summary>The rule's type as rules write it.</summary>
    public required string RuleType { get; init; }

    public required RuleSeverity Severity { get; init; }

    public required double RiskScore { get; init; }

    public required AlertKind Kind { get; init; }

    /// <summary>Whether lists leave it out: a part of a sequence, or of a rule that only makes parts.</summary>
    public required bool IsBuildingBlock { get; init; }

    /// <summary>When it was created, event time, milliseconds since 1970.</summary>
    public required long TimeMillis { get; init; }

    /// <summary>The time of its first event; null where not known.</summary>
    public long? FirstMillis { get; init; }

    /// <summary>The time of its last event; null where not known.</summary>
    public long? LastMillis { get; init; }

    /// <summary>The index of its first event; empty where not known.</summary>
    public required string Index { get; init; }

    /// <summary>The sequence that it belongs to; null without.</summary>
    public string? GroupId { get; init; }

    public required long EvidenceCount { get; init; }

    /// <summary>Whether the engine made it closed.</summary>
    public bool IsClosed { get; init; }

    /// <summary>What it is found by.</summary>
    public required IReadOnlyList<AlertLabel> Labels { get; init; }

    /// <summary>Its words, for full-text search (<see cref="AlertText"/>).</summary>
    public required string Text { get; init; }

    /// <summary>The document as <see cref="AlertDocumentWriter"/> writes it.</summary>
    public required byte[] Document { get; init; }
}

/// <summary>Something that an alert is found, counted, filtered and silenced by.</summary>
/// <param name="Kind">One of <see cref="AlertLabels"/>.</param>
/// <param name="Value">The value, at most <see cref="AlertLabels.ValueLengthMax"/> characters.</param>
internal readonly record struct AlertLabel(string Kind, string Value);

/// <summary>The kinds of labels.</summary>
internal static class AlertLabels
{
    public const string Tactic = "tactic";
    public const string Technique = "technique";
    public const string RuleTag = "rule_tag";
    public const string User = "user";
    public const string Host = "host";
    public const string SourceIp = "source_ip";
    public const string Namespace = "namespace";
    public const string Pod = "pod";
    public const string Container = "container";
    public const string Process = "process";
    public const string Cluster = "cluster";

    /// <summary>A value of a field that the rule groups by, as <c>field=value</c>.</summary>
    public const string Group = "group";

    /// <summary>A tag that a person gave it.</summary>
    public const string Tag = "tag";

    /// <summary>A person who works on it.</summary>
    public const string Assignee = "assignee";

    /// <summary>Longer values are cut.</summary>
    public const int ValueLengthMax = 512;

    /// <summary>Those that name an entity.</summary>
    public static readonly string[] Entities =
    [
        User,
        Host,
        SourceIp,
        Namespace,
        Pod,
        Container,
        Process,
        Cluster,
        Group,
    ];

    /// <summary>Those that people give; what the engine says later does not touch them.</summary>
    public static readonly string[] Human = [Tag, Assignee];
}
