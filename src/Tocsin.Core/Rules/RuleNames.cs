using Tocsin.Core.Text;

namespace Tocsin.Core.Rules;

/// <summary>How rule files spell types, languages and severities (detection engine specification, 2.1 and 2.2).</summary>
internal static class RuleNames
{
    public static NameTable<RuleType> Types { get; } =
        new(
            ("query", RuleType.Query),
            ("saved_query", RuleType.SavedQuery),
            ("eql", RuleType.Eql),
            ("esql", RuleType.Esql),
            ("threshold", RuleType.Threshold),
            ("new_terms", RuleType.NewTerms),
            ("threat_match", RuleType.ThreatMatch),
            ("machine_learning", RuleType.MachineLearning)
        );

    public static NameTable<RuleLanguage> Languages { get; } =
        new(
            ("kuery", RuleLanguage.Kql),
            ("lucene", RuleLanguage.Lucene),
            ("eql", RuleLanguage.Eql),
            ("esql", RuleLanguage.Esql)
        );

    public static NameTable<RuleSeverity> Severities { get; } =
        new(
            ("low", RuleSeverity.Low),
            ("medium", RuleSeverity.Medium),
            ("high", RuleSeverity.High),
            ("critical", RuleSeverity.Critical)
        );

    /// <summary>The name in rule files: <c>threat_match</c>.</summary>
    public static string ToName(this RuleType type) => Types.NameOf(type);

    /// <summary>The name in rule files: <c>kuery</c>.</summary>
    public static string ToName(this RuleLanguage language) => Languages.NameOf(language);

    /// <summary>The name in rule files: <c>high</c>.</summary>
    public static string ToName(this RuleSeverity severity) => Severities.NameOf(severity);
}
