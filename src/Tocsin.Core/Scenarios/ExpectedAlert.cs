using System.Text.Json.Nodes;
using Tocsin.Core.Text;

namespace Tocsin.Core.Scenarios;

/// <summary>An alert that must exist after the last run. What is null is not checked.</summary>
internal sealed record ExpectedAlert
{
    /// <summary>Where it stands in the scenario's file.</summary>
    public TextSpan Span { get; init; }

    /// <summary>The run that created it, from 1.</summary>
    public int? Run { get; init; }

    /// <summary>The events it rests on, in any order.</summary>
    public IReadOnlyList<string>? SourceIds { get; init; }

    /// <summary>Fields of the alert document and their values.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Fields { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Fields without a value.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary><c>kibana.alert.ancestors</c>, in order.</summary>
    public JsonArray? Ancestors { get; init; }

    /// <summary>A label: alerts with the same one have the same group id, others another.</summary>
    public string? Group { get; init; }

    /// <summary>Whether its id is the group's.</summary>
    public bool? IsShell { get; init; }

    /// <summary><c>kibana.alert.suppression.terms</c>.</summary>
    public JsonArray? SuppressionTerms { get; init; }

    /// <summary><c>kibana.alert.threshold_result.terms</c>.</summary>
    public JsonArray? ThresholdTerms { get; init; }

    /// <summary><c>threat.enrichments</c>, in any order, in the short form of scenarios.</summary>
    public JsonArray? Enrichments { get; init; }
}
