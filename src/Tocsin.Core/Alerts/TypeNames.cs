using Tocsin.Core.Rules;

namespace Tocsin.Core.Alerts;

/// <summary>The names of rule types in rules and alert documents (detection engine, 11.2).</summary>
internal static class TypeNames
{
    /// <summary>The <c>type</c> of a rule.</summary>
    public static string Of(RuleType type) =>
        type switch
        {
            RuleType.Query => "query",
            RuleType.SavedQuery => "saved_query",
            RuleType.Eql => "eql",
            RuleType.Esql => "esql",
            RuleType.Threshold => "threshold",
            RuleType.NewTerms => "new_terms",
            RuleType.ThreatMatch => "threat_match",
            _ => "machine_learning",
        };

    /// <summary>Kibana's id of the kind of rule.</summary>
    public static string RuleTypeId(RuleType type) =>
        type switch
        {
            RuleType.Query => "siem.queryRule",
            RuleType.SavedQuery => "siem.savedQueryRule",
            RuleType.Eql => "siem.eqlRule",
            RuleType.Esql => "siem.esqlRule",
            RuleType.Threshold => "siem.thresholdRule",
            RuleType.NewTerms => "siem.newTermsRule",
            RuleType.ThreatMatch => "siem.indicatorRule",
            _ => "siem.mlRule",
        };

    /// <summary>Kibana's name for people.</summary>
    public static string Category(RuleType type) =>
        type switch
        {
            RuleType.Eql => "Event Correlation Rule",
            RuleType.Esql => "ES|QL Rule",
            RuleType.Threshold => "Threshold Rule",
            RuleType.NewTerms => "New Terms Rule",
            RuleType.ThreatMatch => "Indicator Match Rule",
            RuleType.MachineLearning => "Machine Learning Rule",
            _ => "Custom Query Rule",
        };
}
