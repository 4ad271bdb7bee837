using System.Text.Json.Nodes;
using Tocsin.Core.Engine.Match;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;

namespace Tocsin.Core.Engine.Explain;

/// <summary>What a rule became, in the sections in which <c>rules explain</c> shows it.</summary>
internal static class RuleSections
{
    /// <summary>All sections that a plan has, in the order of the page. Whatever else becomes of a rule is one more here.</summary>
    /// <param name="plan">The rule.</param>
    /// <param name="fields">The fields that it reads; of this rule alone.</param>
    /// <param name="exceptions">How many exceptions apply to it.</param>
    public static IReadOnlyList<ExplainedSection> Of(RulePlan plan, FieldTable fields, int exceptions)
    {
        var sections = new List<ExplainedSection?>
        {
            Events(plan),
            ScheduleSection.Of(plan),
            Settings(plan.Rule),
            Suppression(plan.Rule),
            Sequence(plan, fields),
            Pipeline(plan),
            Condition(plan),
            Filter(plan, exceptions),
            Alerts(plan),
        };
        return [.. sections.OfType<ExplainedSection>()];
    }

    private static ExplainedSection Events(RulePlan plan)
    {
        var rule = plan.Rule;
        var facts = new List<(string, JsonNode)>
        {
            ("evaluated", Evaluated(plan)),
            ("indices", List(plan.Indices.Patterns)),
            ("time", Time(rule)),
        };
        if (plan.ReadsAlerts)
            facts.Add(("reads_alerts", "also the alerts that other rules raise in the same run"));
        if (plan is SequencePlan { IsSample: false } sequence)
            facts.Add(("order", sequence.Rule.TimestampField ?? "@timestamp"));
        if (rule.TiebreakerField is { } tiebreaker)
            facts.Add(("tiebreaker", tiebreaker));
        if (rule.EventCategoryOverride is { } category)
            facts.Add(("event_category", category));
        return new("events") { Facts = facts };
    }

    private static string Evaluated(RulePlan plan) =>
        plan switch
        {
            MatchPlan { Program: Join.ThreatMatchProgram } => "each event by itself, against the indicators",
            MatchPlan => "each event by itself",
            SequencePlan { IsSample: true } => "the events of a window together, whatever their order",
            SequencePlan => "the events one after the other, in the order of time",
            NewTermsPlan => "each event by itself, against the values seen before",
            _ => "the events of a window together, at each tick",
        };

    private static string Time(Rule rule) =>
        rule.TimestampOverride is not { } field || field == "@timestamp" ? "@timestamp"
        : rule.TimestampOverrideFallbackDisabled ? $"{field}; an event without it is in no window"
        : $"{field}, else @timestamp";

    private static ExplainedSection? Settings(Rule rule) =>
        rule switch
        {
            { Type: RuleType.Threshold, Threshold: { } threshold } => Threshold(threshold),
            { Type: RuleType.NewTerms, NewTerms: { } terms } => new("new_terms")
            {
                Facts = [("fields", List(terms.Fields)), ("history", ScheduleText.Write(terms.History))],
            },
            { Type: RuleType.ThreatMatch, ThreatMatch: { } threat } => ThreatMatch(threat),
            _ => null,
        };

    private static ExplainedSection Threshold(ThresholdSettings threshold)
    {
        var facts = new List<(string, JsonNode)>
        {
            ("at_least", threshold.Value),
            ("by", List(threshold.Fields.Count > 0 ? threshold.Fields : ["all events together"])),
        };
        if (threshold.CardinalityField is { } field)
        {
            facts.Add(("distinct_values_of", field));
            facts.Add(("distinct_at_least", threshold.CardinalityValue));
        }

        return new("threshold") { Facts = facts };
    }

    private static ExplainedSection ThreatMatch(ThreatMatchSettings threat)
    {
        var groups = threat.Groups.Select(g =>
            string.Join(" and ", g.Select(m => $"{m.Field} {(m.Negate ? "!=" : "==")} {m.IndicatorField}"))
        );
        return new("indicators")
        {
            Facts =
            [
                ("indices", List(threat.Index)),
                ("query", threat.Query.Text.Trim()),
                ("filters", threat.Filters.Count),
                ("path", threat.IndicatorPath),
            ],
            Tree = [new("any of", [.. groups.Select(g => new ExplainedNode(g))])],
        };
    }

    private static ExplainedSection? Suppression(Rule rule) =>
        rule.Suppression is not { } suppression
            ? null
            : new("suppression")
            {
                Facts =
                [
                    ("by", List(suppression.GroupBy)),
                    ("for", suppression.Duration is { } duration ? ScheduleText.Write(duration) : "one run"),
                    ("without_a_value", suppression.SuppressMissing ? "one group" : "not suppressed"),
                ],
            };

    private static ExplainedSection? Sequence(RulePlan plan, FieldTable fields)
    {
        if (plan is not SequencePlan { Program: JoinProgram join } sequence)
            return null;
        var facts = new List<(string, JsonNode)>();
        if (join is SequenceProgram { MaxspanMillis: { } maxspan })
            facts.Add(("maxspan", ScheduleText.WriteMillis(maxspan)));
        facts.Add(("keys_at_most", join.Limits.KeysMax));
        return new(sequence.IsSample ? "sample" : "sequence")
        {
            Facts = facts,
            Tree = SequenceTree.Of(join, fields.PathOf),
        };
    }

    private static ExplainedSection? Pipeline(RulePlan plan)
    {
        var program = plan switch
        {
            MatchPlan { Program: RowMatchProgram match } => match.Pipeline,
            WindowPlan { Program: PipelineProgram window } => window,
            _ => null,
        };
        if (program is null)
            return null;
        var facts = new List<(string, JsonNode)>
        {
            ("columns", List([.. program.Columns.Select(c => $"{c.Name} ({c.Type.ToName()})")])),
        };
        if (plan is WindowPlan && program.EmptyWindowGivesRows)
            facts.Add(("empty_windows", "give rows, so every tick is evaluated"));
        return new("pipeline") { Facts = facts, Tree = PipelineTree.Of(program, plan is MatchPlan) };
    }

    /// <summary>The condition on single events; what a sequence's stages or a plan's steps show is not shown twice.</summary>
    private static ExplainedSection? Condition(RulePlan plan) =>
        plan is not SequencePlan && plan.Condition is { } condition
            ? new("condition") { Tree = [ConditionTree.Of(condition)] }
            : null;

    private static ExplainedSection? Filter(RulePlan plan, int exceptions)
    {
        if (plan.Filter is not { } filter)
            return null;
        return new("filter")
        {
            Facts =
            [
                ("filters", plan.Rule.Filters.Count),
                ("exceptions", exceptions),
                ("exception_lists", List([.. plan.Rule.ExceptionLists.Select(l => l.ListId)])),
            ],
            Tree = [ConditionTree.Of(filter)],
        };
    }

    private static ExplainedSection Alerts(RulePlan plan)
    {
        var rule = plan.Rule;
        var facts = new List<(string, JsonNode)>
        {
            ("severity", rule.Severity.ToName()),
            ("risk_score", rule.RiskScore),
        };
        if (rule.SeverityMappings.Count > 0)
            facts.Add(
                (
                    "severity_mapping",
                    List([.. rule.SeverityMappings.Select(m => $"{m.Severity.ToName()} where {m.Field} is {m.Value}")])
                )
            );
        if (rule.RiskScoreMappings.Count > 0)
            facts.Add(("risk_score_mapping", List([.. rule.RiskScoreMappings.Select(m => m.Field)])));
        if (rule.RuleNameOverride is { } name)
            facts.Add(("rule_name_override", name));
        if (rule.BuildingBlockType is not null)
            facts.Add(("building_block", true));
        facts.Add(("max_signals", $"{rule.MaxSignals} a run, only with --semantics elastic"));
        return new("alerts") { Facts = facts };
    }

    private static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(t => JsonValue.Create(t))];
}
