using Tocsin.Core.Text;

namespace Tocsin.Core.Rules;

/// <summary>What concerns the alerts: threats, mappings, suppression, exceptions (detection engine specification, 2.1, 2.2, 2.4).</summary>
internal sealed partial class RuleReader
{
    private const int SuppressionFieldsMax = 3;

    private static readonly NameTable<bool> MissingFieldsStrategies = new(("suppress", true), ("doNotSuppress", false));

    private static readonly NameTable<TimeSpan> SuppressionUnits = new(
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1))
    );

    private SuppressionSettings? ReadSuppression(RuleType type)
    {
        if (rule.Inner("alert_suppression") is not { } suppression)
            return null;
        suppression.WarnOfUnknown(RuleSchema.Suppression);
        var groupBy = suppression.Texts("group_by");
        var duration = ReadSuppressionDuration(suppression);
        if (type == RuleType.Threshold)
        {
            // The group fields are those of the threshold.
            if (!suppression.Has("duration"))
                suppression.FailMissing("duration");
            groupBy = [];
        }
        else if (!suppression.Has("group_by"))
        {
            suppression.FailMissing("group_by");
        }
        else if (groupBy.Count is < 1 or > SuppressionFieldsMax)
        {
            const string Bounds = "one to three fields";
            suppression.Fail("group_by", RuleDiagnostics.OutOfRange, null, "alert_suppression.group_by", Bounds);
        }

        var suppressMissing = suppression.Choice("missing_fields_strategy", MissingFieldsStrategies) ?? true;
        return new(groupBy, duration, suppressMissing);
    }

    private static TimeSpan? ReadSuppressionDuration(TableReader suppression)
    {
        if (suppression.Inner("duration") is not { } duration)
            return null;
        duration.WarnOfUnknown(RuleSchema.SuppressionDuration);
        foreach (var key in new[] { "value", "unit" })
        {
            if (!duration.Has(key))
                duration.FailMissing(key);
        }

        var value = duration.Integer("value", 1, 1_000_000_000);
        var unit = duration.Choice("unit", SuppressionUnits);
        return value is null || unit is null ? null : unit.Value * value.Value;
    }

    private List<SeverityMapping> ReadSeverityMappings()
    {
        var mappings = new List<SeverityMapping>();
        foreach (var entry in rule.Tables("severity_mapping"))
        {
            entry.WarnOfUnknown(RuleSchema.SeverityMapping);
            CheckOperator(entry);
            if (!entry.Has("severity"))
                entry.FailMissing("severity");
            if (!entry.Has("value"))
                entry.FailMissing("value");
            var severity = entry.Choice("severity", RuleNames.Severities) ?? default;
            mappings.Add(new(entry.RequiredText("field"), entry.Text("value") ?? "", severity));
        }

        return mappings;
    }

    private List<RiskScoreMapping> ReadRiskScoreMappings()
    {
        var mappings = new List<RiskScoreMapping>();
        foreach (var entry in rule.Tables("risk_score_mapping"))
        {
            entry.WarnOfUnknown(RuleSchema.RiskScoreMapping);
            CheckOperator(entry);
            entry.Integer("risk_score", 0, 100);
            mappings.Add(new(entry.RequiredText("field")));
        }

        return mappings;
    }

    private static void CheckOperator(TableReader entry)
    {
        var name = entry.Text("operator");
        if (name is not (null or "equals"))
            entry.Fail("operator", RuleDiagnostics.BadChoice, "it is `equals`", "operator", name);
    }

    private List<Threat> ReadThreats()
    {
        var threats = new List<Threat>();
        foreach (var entry in rule.Tables("threat"))
        {
            entry.WarnOfUnknown(RuleSchema.Threat);
            if (!entry.Has("tactic"))
                entry.FailMissing("tactic");
            var framework = entry.RequiredText("framework");
            var techniqueTables = entry.Tables("technique");
            var techniques = new List<ThreatTechnique>(techniqueTables.Count);
            foreach (var technique in techniqueTables)
            {
                technique.WarnOfUnknown(RuleSchema.ThreatTechnique);
                var subTechniqueTables = technique.Tables("subtechnique");
                var subTechniques = new List<ThreatReference>(subTechniqueTables.Count);
                foreach (var subTechnique in subTechniqueTables)
                {
                    subTechnique.WarnOfUnknown(RuleSchema.ThreatTactic);
                    subTechniques.Add(ReadThreatReference(subTechnique));
                }

                techniques.Add(new(ReadThreatReference(technique), subTechniques));
            }

            if (entry.Inner("tactic") is not { } tactic)
                continue;
            tactic.WarnOfUnknown(RuleSchema.ThreatTactic);
            threats.Add(new(framework, ReadThreatReference(tactic), techniques));
        }

        return threats;
    }

    private static ThreatReference ReadThreatReference(TableReader entry) =>
        new(entry.RequiredText("id"), entry.RequiredText("name"), entry.RequiredText("reference"));

    private List<ExceptionListReference> ReadExceptionLists()
    {
        var lists = new List<ExceptionListReference>();
        foreach (var entry in rule.Tables("exceptions_list"))
        {
            entry.WarnOfUnknown(RuleSchema.ExceptionList);
            lists.Add(
                new(
                    entry.Text("id") ?? "",
                    entry.RequiredText("list_id"),
                    entry.Text("type") ?? "detection",
                    entry.Text("namespace_type") ?? "single"
                )
            );
        }

        return lists;
    }

    private IReadOnlyList<string> ReadInvestigationFields()
    {
        if (rule.Inner("investigation_fields") is not { } fields)
            return [];
        fields.WarnOfUnknown(RuleSchema.InvestigationFields);
        if (!fields.Has("field_names"))
            fields.FailMissing("field_names");
        return fields.Texts("field_names");
    }

    /// <summary>The integrations that the file's metadata names, else those that the rule lists as related.</summary>
    private IReadOnlyList<string> ReadIntegrations()
    {
        // An export may hold the metadata of the TOML file that the rule stems from.
        var metadata = file is not null
            ? file.Inner("metadata")
            : rule.Inner("meta")?.InnerIfTable("toml")?.InnerIfTable("metadata");
        var named = metadata?.TextOrTexts("integration") ?? [];
        if (named.Count > 0)
            return named;
        return [.. rule.Tables("related_integrations").Select(r => r.RequiredText("package")).Distinct()];
    }
}
