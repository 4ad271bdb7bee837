namespace Tocsin.Core.Rules;

/// <summary>The fields that rule files may have (detection engine specification, sections 2 and 3).</summary>
internal static class RuleSchema
{
    /// <summary>The fields of a rule of any type, those of TOML included.</summary>
    public static HashSet<string> Rule { get; } =
        Set(
            "id rule_id name description type severity risk_score enabled interval from to max_signals timestamp_override",
            "timestamp_override_fallback_disabled severity_mapping risk_score_mapping rule_name_override",
            "building_block_type exceptions_list actions throttle response_actions tags author references false_positives",
            "license note setup threat threat_mappings investigation_fields related_integrations required_fields timeline_id",
            "timeline_title meta namespace output_index outcome alias_target_id alias_purpose version revision immutable",
            "rule_source created_at created_by updated_at updated_by execution_summary",
            "query language index data_view_id filters saved_id alert_suppression event_category_override timestamp_field",
            "tiebreaker_field threshold new_terms new_terms_fields history_window_start threat_query threat_mapping",
            "threat_index threat_language threat_filters threat_indicator_path concurrent_searches items_per_search",
            "anomaly_threshold machine_learning_job_id"
        );

    /// <summary>The tables of a TOML rule file.</summary>
    public static HashSet<string> File { get; } = Set("metadata rule transform");

    /// <summary>The usual fields of <c>[metadata]</c>; authors add others.</summary>
    public static HashSet<string> Metadata { get; } =
        Set(
            "creation_date updated_date maturity integration min_stack_version min_stack_comments deprecation_date",
            "bypass_bbr_timing promotion comments os_type_list extended query_schema_validation"
        );

    public static HashSet<string> Threshold { get; } = Set("field value cardinality");

    public static HashSet<string> Cardinality { get; } = Set("field value");

    public static HashSet<string> NewTerms { get; } = Set("field value history_window_start");

    public static HashSet<string> Suppression { get; } = Set("group_by duration missing_fields_strategy");

    public static HashSet<string> SuppressionDuration { get; } = Set("value unit");

    public static HashSet<string> SeverityMapping { get; } = Set("field operator value severity");

    public static HashSet<string> RiskScoreMapping { get; } = Set("field operator value risk_score");

    public static HashSet<string> Threat { get; } = Set("framework tactic technique");

    public static HashSet<string> ThreatTactic { get; } = Set("id name reference");

    public static HashSet<string> ThreatTechnique { get; } = Set("id name reference subtechnique");

    public static HashSet<string> ThreatMapping { get; } = Set("entries");

    public static HashSet<string> ThreatMappingEntry { get; } = Set("field type value negate");

    public static HashSet<string> ExceptionList { get; } = Set("id list_id type namespace_type");

    public static HashSet<string> InvestigationFields { get; } = Set("field_names");

    /// <summary>Fields that only rules of some types have.</summary>
    public static Dictionary<string, RuleType[]> TypesOfField { get; } = MakeTypesOfField();

    private static Dictionary<string, RuleType[]> MakeTypesOfField()
    {
        var types = new Dictionary<string, RuleType[]>(StringComparer.Ordinal);
        void Only(string fields, params RuleType[] owners)
        {
            foreach (var name in fields.Split(' '))
                types[name] = owners;
        }

        Only("threshold", RuleType.Threshold);
        Only("new_terms new_terms_fields history_window_start", RuleType.NewTerms);
        Only("threat_query threat_mapping threat_index threat_language threat_filters", RuleType.ThreatMatch);
        Only("threat_indicator_path concurrent_searches items_per_search", RuleType.ThreatMatch);
        Only("anomaly_threshold machine_learning_job_id", RuleType.MachineLearning);
        Only("event_category_override timestamp_field tiebreaker_field", RuleType.Eql);
        Only(
            "index filters data_view_id",
            RuleType.Query,
            RuleType.SavedQuery,
            RuleType.Eql,
            RuleType.Threshold,
            RuleType.NewTerms,
            RuleType.ThreatMatch
        );
        return types;
    }

    private static HashSet<string> Set(params string[] names) =>
        names.SelectMany(n => n.Split(' ')).ToHashSet(StringComparer.Ordinal);
}
