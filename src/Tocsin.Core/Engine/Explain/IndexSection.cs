using System.Text.Json.Nodes;
using Tocsin.Core.Engine.Index;

namespace Tocsin.Core.Engine.Explain;

/// <summary>By what the events of a rule are found: the clauses that the index asks before the rule itself is asked.</summary>
internal static class IndexSection
{
    /// <summary>The section of a plan.</summary>
    public static ExplainedSection Of(RulePlan plan)
    {
        var description = PlanDescription.Of(plan);
        var asked =
            description.IsNever ? "of no event: its condition cannot hold"
            : description.Clauses.Count == 0 ? "of every event of its indices"
            : "only of events of its indices for which all of this holds";
        (string, JsonNode)[] facts = [("asked", asked)];
        return description.IsNever
            ? new("index") { Facts = facts }
            : new("index") { Facts = facts, Tree = [.. description.Clauses.Select(c => new ExplainedNode(c))] };
    }
}
