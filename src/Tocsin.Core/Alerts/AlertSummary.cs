using System.Text.Json;
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
    /// <param name="fields">The fields of its document.</param>
    /// <param name="effective">Severity, risk and name after overrides.</param>
    public static AlertSummary Of(Alert alert, AlertFields fields, AlertOverrides effective)
    {
        // A row may not say who did it; the events that it rests on do.
        var sources = new List<AlertFields> { fields };
        var documents = new List<JsonDocument>();
        if (alert.Kind is AlertKind.Row or AlertKind.Shell)
        {
            foreach (var stored in AlertEvidence.WholeEventsOf(alert))
            {
                if (JsonDocuments.TryParse(stored.Document) is not { } document)
                    continue;
                documents.Add(document);
                sources.Add(new AlertFields(document.RootElement, [], []));
            }
        }

        var rule = alert.Rule;
        var (first, last) = AlertEvidence.SpanOf(alert);
        var techniques = rule
            .Threats.SelectMany(t => t.Techniques)
            .SelectMany(t => t.SubTechniques.Prepend(t.Technique));
        var summary = new AlertSummary
        {
            Id = alert.Id,
            TimeMillis = alert.TimeMillis,
            RuleId = rule.RuleId,
            RuleName = effective.Name,
            Severity = effective.Severity,
            RiskScore = effective.RiskScore,
            IsBuildingBlock = alert.Kind == AlertKind.BuildingBlock || rule.BuildingBlockType is not null,
            Tactics = [.. rule.Threats.Select(t => new ThreatName(t.Tactic.Id, t.Tactic.Name)).Distinct()],
            Techniques = [.. techniques.Select(t => new ThreatName(t.Id, t.Name)).Distinct()],
            Who = AlertPlaces.Who(sources),
            Where = AlertPlaces.Where(sources),
            FirstMillis = first,
            LastMillis = last,
            EventCount = AlertEvidence.CountOf(alert),
        };
        documents.ForEach(d => d.Dispose());
        return summary;
    }
}

/// <summary>A tactic or technique: <c>TA0007</c>, <c>Discovery</c>.</summary>
internal sealed record ThreatName(string Id, string Name);
