using System.Globalization;
using Tocsin.Core.Rules;

namespace Tocsin.Core.Alerts;

/// <summary>Severity, risk and name of an alert after the rule's mappings (detection engine, section 10).</summary>
/// <param name="Severity">D54.</param>
/// <param name="RiskScore">D55, 0 to 100.</param>
/// <param name="Name">D56.</param>
internal sealed record AlertOverrides(RuleSeverity Severity, double RiskScore, string Name)
{
    /// <summary>The rule's own values.</summary>
    public static AlertOverrides None(Rule rule) => new(rule.Severity, rule.RiskScore, rule.Name);

    /// <summary>What the fields of an alert make of its rule's mappings.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="none">The rule's own values, for rules without mappings.</param>
    public static AlertOverrides Of(Rule rule, AlertFields fields, AlertOverrides none) =>
        rule is { SeverityMappings.Count: 0, RiskScoreMappings.Count: 0, RuleNameOverride: null }
            ? none
            : new(SeverityOf(rule, fields), RiskOf(rule, fields), NameOf(rule, fields));

    private static RuleSeverity SeverityOf(Rule rule, AlertFields fields)
    {
        RuleSeverity? highest = null;
        foreach (var mapping in rule.SeverityMappings)
        {
            foreach (var found in fields.Find(mapping.Field))
            {
                if (Matches(mapping, found) && (highest is null || mapping.Severity > highest))
                    highest = mapping.Severity;
            }
        }

        return highest ?? rule.Severity;
    }

    private static bool Matches(SeverityMapping mapping, FieldScalar found)
    {
        if (mapping.Field == "event.severity")
            return TryInteger(found.Text, out var actual)
                && TryInteger(mapping.Value, out var wanted)
                && actual == wanted;
        return found.Kind is FieldScalarKind.Text or FieldScalarKind.Integer && found.Text == mapping.Value;
    }

    private static bool TryInteger(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    // Only the first entry counts, and of its field the greatest score.
    private static double RiskOf(Rule rule, AlertFields fields)
    {
        if (rule.RiskScoreMappings.Count == 0)
            return rule.RiskScore;
        double? greatest = null;
        foreach (var found in fields.Find(rule.RiskScoreMappings[0].Field))
        {
            if (
                found.Kind is FieldScalarKind.Text or FieldScalarKind.Integer or FieldScalarKind.Fraction
                && double.TryParse(found.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score)
                && score is >= 0 and <= 100
                && !(score <= greatest)
            )
                greatest = score;
        }

        return greatest ?? rule.RiskScore;
    }

    private static string NameOf(Rule rule, AlertFields fields)
    {
        if (rule.RuleNameOverride is null)
            return rule.Name;
        var found = fields.Find(rule.RuleNameOverride);
        return found is [{ Kind: FieldScalarKind.Text, Text.Length: > 0 }] ? found[0].Text : rule.Name;
    }
}
