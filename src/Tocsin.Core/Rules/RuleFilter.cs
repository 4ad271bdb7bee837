namespace Tocsin.Core.Rules;

/// <summary>Which rules to list: a rule passes that satisfies every criterion that is given.</summary>
/// <remarks>Texts are compared without regard to case.</remarks>
internal sealed record RuleFilter
{
    /// <summary>Any of these types; empty means all.</summary>
    public IReadOnlyList<RuleType> Types { get; init; } = [];

    /// <summary>Any of these tags, or part of a tag behind its label: <c>Domain: Container</c> or <c>Container</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Any of these tactics, by id or name.</summary>
    public IReadOnlyList<string> Tactics { get; init; } = [];

    /// <summary>Any of these severities; empty means all.</summary>
    public IReadOnlyList<RuleSeverity> Severities { get; init; } = [];

    /// <summary>This severity or a higher one; null means all.</summary>
    public RuleSeverity? MinSeverity { get; init; }

    /// <summary>Any of these integrations or data sources: <c>cloud_defend</c>, <c>Kubernetes</c>.</summary>
    public IReadOnlyList<string> DataSources { get; init; } = [];

    /// <summary>Whether a rule passes.</summary>
    public bool Matches(Rule rule) =>
        (Types.Count == 0 || Types.Contains(rule.Type))
        && (Severities.Count == 0 || Severities.Contains(rule.Severity))
        && (MinSeverity is null || rule.Severity >= MinSeverity)
        && (Tags.Count == 0 || Tags.Any(t => rule.Tags.Any(tag => IsTag(tag, t))))
        && (Tactics.Count == 0 || Tactics.Any(t => HasTactic(rule, t)))
        && (DataSources.Count == 0 || DataSources.Any(s => HasDataSource(rule, s)));

    private static bool IsTag(string tag, string wanted) =>
        AreEqual(tag, wanted)
        || (tag.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 && AreEqual(tag[(colon + 2)..], wanted));

    private static bool HasTactic(Rule rule, string wanted) =>
        rule.Threats.Any(t => AreEqual(t.Tactic.Id, wanted) || AreEqual(t.Tactic.Name, wanted))
        || rule.Tags.Any(t => AreEqual(t, $"Tactic: {wanted}"));

    private static bool HasDataSource(Rule rule, string wanted) =>
        rule.Integrations.Any(i => AreEqual(i, wanted)) || rule.Tags.Any(t => AreEqual(t, $"Data Source: {wanted}"));

    private static bool AreEqual(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
