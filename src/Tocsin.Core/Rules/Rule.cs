using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules;

/// <summary>A detection rule as its file gives it, checked: what <c>detection-engine.md</c>, section 2, lists, with the defaults applied.</summary>
/// <remarks>Nothing here is compiled yet. The same type serves TOML files and Kibana's NDJSON.</remarks>
internal sealed record Rule
{
    /// <summary>Stable identity across installations.</summary>
    public required string RuleId { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required RuleType Type { get; init; }

    /// <summary>The language of <see cref="Query"/>; null for rules without one.</summary>
    public RuleLanguage? Language { get; init; }

    /// <summary>The query, with positions mapped to the file; null for machine learning.</summary>
    public SourceText? Query { get; init; }

    /// <summary>The rule's own severity, before mappings.</summary>
    public required RuleSeverity Severity { get; init; }

    /// <summary>The rule's own risk score, 0 to 100.</summary>
    public required int RiskScore { get; init; }

    /// <summary>Index patterns; the documented default patterns where the file has none and the type needs them (D4). Empty for ES|QL.</summary>
    public IReadOnlyList<string> Index { get; init; } = [];

    /// <summary>Time between runs.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How far back a run looks: the start of its window before the tick. Default six minutes.</summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>The end of the window before the tick; zero where the file says nothing.</summary>
    public TimeSpan LookBackEnd { get; init; } = TimeSpan.Zero;

    /// <summary><c>from</c> as written.</summary>
    public string From { get; init; } = "now-6m";

    /// <summary><c>to</c> as written.</summary>
    public string To { get; init; } = "now";

    /// <summary>Most alerts of one run, in the reference's semantics.</summary>
    public int MaxSignals { get; init; } = 100;

    public bool Enabled { get; init; } = true;

    /// <summary>The field that windows go by; <c>@timestamp</c> where null.</summary>
    public string? TimestampOverride { get; init; }

    /// <summary>Whether an event without the override field has no time (else it falls back to <c>@timestamp</c>).</summary>
    public bool TimestampOverrideFallbackDisabled { get; init; }

    public string? EventCategoryOverride { get; init; }

    /// <summary>The field that EQL orders by; <c>@timestamp</c> where null.</summary>
    public string? TimestampField { get; init; }

    public string? TiebreakerField { get; init; }

    public string? BuildingBlockType { get; init; }

    public string? RuleNameOverride { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> Authors { get; init; } = [];

    public IReadOnlyList<string> References { get; init; } = [];

    public IReadOnlyList<string> FalsePositives { get; init; } = [];

    public string? License { get; init; }

    /// <summary>The investigation guide.</summary>
    public string? Note => Document["note"]?.GetValue<string>();

    /// <summary>What has to be set up for the rule.</summary>
    public string? Setup => Document["setup"]?.GetValue<string>();

    public int Version { get; init; } = 1;

    public IReadOnlyList<Threat> Threats { get; init; } = [];

    /// <summary>The integrations that the file's metadata names.</summary>
    public IReadOnlyList<string> Integrations { get; init; } = [];

    public IReadOnlyList<string> InvestigationFields { get; init; } = [];

    public IReadOnlyList<SeverityMapping> SeverityMappings { get; init; } = [];

    public IReadOnlyList<RiskScoreMapping> RiskScoreMappings { get; init; } = [];

    /// <summary>Only for threshold rules.</summary>
    public ThresholdSettings? Threshold { get; init; }

    /// <summary>Only for new-terms rules.</summary>
    public NewTermsSettings? NewTerms { get; init; }

    /// <summary>Only for threat-match rules.</summary>
    public ThreatMatchSettings? ThreatMatch { get; init; }

    public SuppressionSettings? Suppression { get; init; }

    /// <summary>Kibana filter objects, as JSON.</summary>
    public IReadOnlyList<JsonNode> Filters { get; init; } = [];

    public IReadOnlyList<ExceptionListReference> ExceptionLists { get; init; } = [];

    /// <summary>The file and where the rule begins in it.</summary>
    public required SourceText File { get; init; }

    /// <summary>Where the rule, or its name, stands in the file.</summary>
    public TextSpan Span { get; init; }

    /// <summary>The whole rule in Kibana's NDJSON form, fields that we do not use included: what <c>kibana.alert.rule.parameters</c> and exports are made of.</summary>
    /// <remarks>Made when first asked for: a scan of many rules shows few of them.</remarks>
    public JsonObject Document
    {
        get => Source.Value.Document;
        init => Source = new(new RuleDocument(value, null));
    }

    /// <summary>What the TOML file says beyond that, if the rule stems from one; needed only to write it again.</summary>
    public TomlOrigin? Origin => Source.Value.Origin;

    /// <summary>The rule as its file has it.</summary>
    public Lazy<RuleDocument> Source { get; init; } = new(() => new([], null));
}

/// <summary>The rule types of Elastic Security.</summary>
internal enum RuleType
{
    Query,
    SavedQuery,
    Eql,
    Esql,
    Threshold,
    NewTerms,
    ThreatMatch,
    MachineLearning,
}

/// <summary>The query languages of rules.</summary>
internal enum RuleLanguage
{
    Kql,
    Lucene,
    Eql,
    Esql,
}

/// <summary>Severities, in ascending order.</summary>
internal enum RuleSeverity
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>One tactic and its techniques.</summary>
internal sealed record Threat(string Framework, ThreatReference Tactic, IReadOnlyList<ThreatTechnique> Techniques);

/// <summary>An entry of a threat framework: <c>TA0007</c>, its name and its page.</summary>
internal sealed record ThreatReference(string Id, string Name, string Reference);

/// <summary>A technique and its sub-techniques.</summary>
internal sealed record ThreatTechnique(ThreatReference Technique, IReadOnlyList<ThreatReference> SubTechniques);

/// <summary>Raises the severity where a field equals a value as text (D54).</summary>
internal sealed record SeverityMapping(string Field, string Value, RuleSeverity Severity);

/// <summary>Takes the risk score from a field (D55).</summary>
internal sealed record RiskScoreMapping(string Field);

/// <summary>Group fields, count, and distinct count (D30, D31).</summary>
internal sealed record ThresholdSettings(
    IReadOnlyList<string> Fields,
    long Value,
    string? CardinalityField,
    long CardinalityValue
);

/// <summary>One to three fields, and how far back their history goes before the end of the window (D35).</summary>
internal sealed record NewTermsSettings(IReadOnlyList<string> Fields, TimeSpan History);

/// <summary>Where indicators are and how events match them (7.6).</summary>
internal sealed record ThreatMatchSettings(
    IReadOnlyList<string> Index,
    SourceText Query,
    RuleLanguage Language,
    IReadOnlyList<JsonNode> Filters,
    IReadOnlyList<IReadOnlyList<ThreatMapping>> Groups,
    string IndicatorPath
);

/// <summary>An event field that must equal an indicator's field.</summary>
internal sealed record ThreatMapping(string Field, string IndicatorField, bool Negate);

/// <summary>How alerts are folded into one (section 8). No duration: per run.</summary>
internal sealed record SuppressionSettings(IReadOnlyList<string> GroupBy, TimeSpan? Duration, bool SuppressMissing);

/// <summary>A list of exceptions that applies to the rule.</summary>
internal sealed record ExceptionListReference(string Id, string ListId, string Type, string NamespaceType);
