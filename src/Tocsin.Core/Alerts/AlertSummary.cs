using Tocsin.Core.Rules;

namespace Tocsin.Core.Alerts;

/// <summary>What lists of alerts show of one: the columns of tables and CSV, and what alerts are sorted and counted by.</summary>
internal sealed record AlertSummary
{
    public required string Id { get; init; }

    /// <summary>When it was created, milliseconds since 1970.</summary>
    public required long TimeMillis { get; init; }

    public required string RuleId { get; init; }

    /// <summary>The rule's name after overrides.</summary>
    public required string RuleName { get; init; }

    /// <summary>After overrides.</summary>
    public required RuleSeverity Severity { get; init; }

    /// <summary>After overrides, 0 to 100.</summary>
    public required double RiskScore { get; init; }

    /// <summary>Whether it is only a part of others, which lists leave out.</summary>
    public bool IsBuildingBlock { get; init; }

    /// <summary>Ids and names of the rule's tactics, in the rule's order.</summary>
    public IReadOnlyList<ThreatName> Tactics { get; init; } = [];

    /// <summary>Ids and names of the rule's techniques and sub-techniques.</summary>
    public IReadOnlyList<ThreatName> Techniques { get; init; } = [];

    /// <summary>The user; empty where none is known.</summary>
    public string Who { get; init; } = "";

    /// <summary>Host, namespace and pod, source address; empty where none is known.</summary>
    public string Where { get; init; } = "";

    /// <summary>The time of the first event, milliseconds since 1970, or <see cref="Events.Event.NoTime"/>.</summary>
    public long FirstMillis { get; init; } = Events.Event.NoTime;

    /// <summary>The time of the last event, or <see cref="Events.Event.NoTime"/>.</summary>
    public long LastMillis { get; init; } = Events.Event.NoTime;

    /// <summary>How many events it rests on.</summary>
    public long EventCount { get; init; }

    /// <summary>The line of an alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="fields">The fields of its document, and of the events where it may say less than they do.</param>
    /// <param name="effective">Severity, risk and name after overrides.</param>
    /// <param name="rule">What all alerts of the rule share.</param>
    public static AlertSummary Of(Alert alert, List<AlertFields> fields, AlertOverrides effective, RuleFields rule)
    {
        var (first, last) = AlertEvidence.SpanOf(alert);
        return new AlertSummary
        {
            Id = alert.Id,
            TimeMillis = alert.TimeMillis,
            RuleId = alert.Rule.RuleId,
            RuleName = effective.Name,
            Severity = effective.Severity,
            RiskScore = effective.RiskScore,
            IsBuildingBlock = alert.Kind == AlertKind.BuildingBlock || alert.Rule.BuildingBlockType is not null,
            Tactics = rule.Tactics,
            Techniques = rule.Techniques,
            Who = AlertPlaces.Who(fields),
            Where = AlertPlaces.Where(fields),
            FirstMillis = first,
            LastMillis = last,
            EventCount = AlertEvidence.CountOf(alert),
        };
    }
}

/// <summary>A tactic or technique: <c>TA0007</c>, <c>Discovery</c>.</summary>
internal sealed record ThreatName(string Id, string Name);
