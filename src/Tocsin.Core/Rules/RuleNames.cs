namespace Tocsin.Core.Rules;

/// <summary>How rule files spell types, languages and severities (detection engine specification, 2.1 and 2.2).</summary>
internal static class RuleNames
{
    public static IReadOnlyDictionary<string, RuleType> Types { get; } =
        new Dictionary<string, RuleType>(StringComparer.Ordinal)
        {
            ["query"] = RuleType.Query,
            ["saved_query"] = RuleType.SavedQuery,
            ["eql"] = RuleType.Eql,
            ["esql"] = RuleType.Esql,
            ["threshold"] = RuleType.Threshold,
            ["new_terms"] = RuleType.NewTerms,
            ["threat_match"] = RuleType.ThreatMatch,
            ["machine_learning"] = RuleType.MachineLearning,
        };

    public static IReadOnlyDictionary<string, RuleLanguage> Languages { get; } =
        new Dictionary<string, RuleLanguage>(StringComparer.Ordinal)
        {
            ["kuery"] = RuleLanguage.Kql,
            ["lucene"] = RuleLanguage.Lucene,
            ["eql"] = RuleLanguage.Eql,
            ["esql"] = RuleLanguage.Esql,
        };

    public static IReadOnlyDictionary<string, RuleSeverity> Severities { get; } =
        new Dictionary<string, RuleSeverity>(StringComparer.Ordinal)
        {
            ["low"] = RuleSeverity.Low,
            ["medium"] = RuleSeverity.Medium,
            ["high"] = RuleSeverity.High,
            ["critical"] = RuleSeverity.Critical,
        };

    /// <summary>The name in rule files: <c>threat_match</c>.</summary>
    public static string ToName(this RuleType type) => Types.First(t => t.Value == type).Key;

    /// <summary>The name in rule files: <c>kuery</c>.</summary>
    public static string ToName(this RuleLanguage language) => Languages.First(l => l.Value == language).Key;

    /// <summary>The name in rule files: <c>high</c>.</summary>
    public static string ToName(this RuleSeverity severity) => Severities.First(s => s.Value == severity).Key;
}
