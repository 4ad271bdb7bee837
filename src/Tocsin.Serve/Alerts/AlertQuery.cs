using Tocsin.Core.Rules;

namespace Tocsin.Serve.Alerts;

/// <summary>Which alerts. An empty list asks for nothing; of a list one must be true, of the lists all.</summary>
internal sealed record AlertQuery
{
    /// <summary>Ids or names of rules.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    public IReadOnlyList<RuleSeverity> Severities { get; init; } = [];

    /// <summary>Of <see cref="AlertStatus"/>.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>Entities of any kind, or with a kind: one of <see cref="AlertLabels.Entities"/>.</summary>
    public IReadOnlyList<(string? Kind, string Value)> Entities { get; init; } = [];

    /// <summary>Ids or names of tactics.</summary>
    public IReadOnlyList<string> Tactics { get; init; } = [];

    /// <summary>Ids or names of techniques.</summary>
    public IReadOnlyList<string> Techniques { get; init; } = [];

    /// <summary>Tags, people's or the rule's.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> Assignees { get; init; } = [];

    /// <summary>The members of a sequence.</summary>
    public string? GroupId { get; init; }

    /// <summary>The earliest time of creation, event time, milliseconds since 1970, included.</summary>
    public long? FromMillis { get; init; }

    /// <summary>The latest, included.</summary>
    public long? ToMillis { get; init; }

    /// <summary>Words that must be there; <see cref="AlertText.Parts"/>.</summary>
    public string? Text { get; init; }

    /// <summary>Whether building blocks are shown too.</summary>
    public bool WithBuildingBlocks { get; init; }

    public AlertSort Sort { get; init; } = AlertSort.Time;

    public bool IsAscending { get; init; }

    /// <summary>How many; at most <see cref="LimitMax"/>.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the last page ended; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether documents are given too.</summary>
    public bool WithDocuments { get; init; }

    /// <summary>The largest page.</summary>
    public const int LimitMax = 1_000;
}

/// <summary>What alerts are sorted by; those that are equal by their number.</summary>
internal enum AlertSort
{
    Time,
    Updated,
    Severity,
    Risk,
    Rule,
}

/// <summary>What alerts are counted by.</summary>
internal enum AlertFacet
{
    Rule,
    Severity,
    Status,
    Type,
    Tactic,
    Technique,
    Tag,
    RuleTag,
    Assignee,
    User,
    Host,
    SourceIp,
    Namespace,
    Pod,
    Container,
    Process,
    Cluster,
    Group,
}

/// <summary>A page of alerts.</summary>
/// <param name="Alerts">The alerts, in order.</param>
/// <param name="Total">How many the query has on all pages.</param>
/// <param name="Cursor">Asks for the next page; null where there is none.</param>
internal sealed record AlertPage(IReadOnlyList<StoredAlert> Alerts, long Total, string? Cursor);

/// <summary>How many alerts have a value.</summary>
internal sealed record AlertCount(string Value, long Count);
