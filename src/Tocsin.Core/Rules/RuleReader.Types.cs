using System.Text.Json.Nodes;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules;

/// <summary>What rules of one type have and others have not (detection engine specification, 2.2).</summary>
internal sealed partial class RuleReader
{
    private const int GroupFieldsMax = 5;
    private const int NewTermsFieldsMax = 3;

    private static readonly NameTable<RuleLanguage> QueryLanguages = new(
        ("kuery", RuleLanguage.Kql),
        ("lucene", RuleLanguage.Lucene)
    );
    private static readonly NameTable<RuleLanguage> EqlAlone = new(("eql", RuleLanguage.Eql));
    private static readonly NameTable<RuleLanguage> EsqlAlone = new(("esql", RuleLanguage.Esql));

    private RuleLanguage? ReadLanguage(RuleType type)
    {
        switch (type)
        {
            case RuleType.MachineLearning:
                return null;
            case RuleType.Eql or RuleType.Esql:
                var language = type == RuleType.Eql ? RuleLanguage.Eql : RuleLanguage.Esql;
                if (!rule.Has("language"))
                    rule.FailMissing("language", $"add `language = \"{language.ToName()}\"`");
                rule.Choice("language", type == RuleType.Eql ? EqlAlone : EsqlAlone);
                return language;
            default:
                return rule.Choice("language", QueryLanguages) ?? RuleLanguage.Kql;
        }
    }

    private SourceText? ReadQuery(RuleType type)
    {
        if (type == RuleType.MachineLearning)
        {
            foreach (var key in new[] { "anomaly_threshold", "machine_learning_job_id" })
            {
                if (!rule.Has(key))
                    rule.FailMissing(key);
            }

            return null;
        }

        if (type == RuleType.SavedQuery)
            rule.RequiredText("saved_id");
        if (type is not (RuleType.Query or RuleType.SavedQuery))
            rule.RequiredText("query", $"a rule of the type `{type.ToName()}` needs a query");
        if (rule.String("query") is { } query)
            return query.ToSource(rule.Source);
        if (type == RuleType.Query && !rule.Has("query") && !rule.Has("saved_id") && rule.Items("filters").Count == 0)
            rule.Fail("type", RuleDiagnostics.MatchesEverything, "add a `query`");
        return SourceText.Embedded(rule.Source, "", [rule.SpanOf("type").Start]);
    }

    private IReadOnlyList<string> ReadIndex(RuleType type)
    {
        var index = rule.Texts("index");
        if (type is RuleType.Esql or RuleType.MachineLearning)
            return [];
        if (index.Count > 0)
            return index;
        if (rule.Has("data_view_id"))
            rule.Fail("data_view_id", RuleDiagnostics.DataView, "name the patterns in `index`");
        return DefaultIndex;
    }

    private List<JsonNode> ReadFilters(string key)
    {
        var filters = new List<JsonNode>();
        foreach (var filter in rule.Tables(key))
            filters.Add(TreeJson.ToJson(filter.Table));
        return filters;
    }

    private ThresholdSettings? ReadThreshold()
    {
        if (!rule.Has("threshold"))
            rule.FailMissing("threshold");
        if (rule.Inner("threshold") is not { } threshold)
            return null;
        threshold.WarnOfUnknown(RuleSchema.Threshold);
        if (!threshold.Has("value"))
            threshold.FailMissing("value");
        var fields = threshold.TextOrTexts("field");
        if (fields.Count > GroupFieldsMax)
            threshold.Fail(
                "field",
                RuleDiagnostics.OutOfRange,
                null,
                "threshold.field",
                $"at most {GroupFieldsMax} fields"
            );

        // Only the first entry is used, and empty lists mean none.
        var cardinality = threshold.Tables("cardinality");
        string? cardinalityField = null;
        long cardinalityValue = 0;
        if (cardinality.Count > 0)
        {
            cardinality[0].WarnOfUnknown(RuleSchema.Cardinality);
            cardinalityField = cardinality[0].RequiredText("field");
            if (!cardinality[0].Has("value"))
                cardinality[0].FailMissing("value");
            cardinalityValue = cardinality[0].Integer("value", 0, long.MaxValue) ?? 0;
            if (fields.Contains(cardinalityField))
                cardinality[0].Fail("field", RuleDiagnostics.GroupedCardinality, null, cardinalityField);
        }

        var value = threshold.Integer("value", 1, long.MaxValue) ?? 1;
        return new(fields, value, cardinalityField, cardinalityValue);
    }

    private NewTermsSettings ReadNewTerms(TimeSpan lookBack)
    {
        // TOML: [rule.new_terms] with `value` and a list of one `history_window_start`; NDJSON: two fields of the rule.
        var table = rule.Inner("new_terms");
        table?.WarnOfUnknown(RuleSchema.NewTerms);
        var (owner, fieldsKey) = table is null ? (rule, "new_terms_fields") : (table, "value");
        if (!owner.Has(fieldsKey))
            owner.FailMissing(fieldsKey);
        var fields = owner.Texts(fieldsKey);
        if (owner.Has(fieldsKey) && fields.Count is < 1 or > NewTermsFieldsMax)
            owner.Fail(fieldsKey, RuleDiagnostics.OutOfRange, null, "new_terms_fields", "one to three fields");

        var start = rule;
        var startKey = "history_window_start";
        if (table is not null)
        {
            var entries = table.Tables(startKey);
            (start, startKey) = entries.Count > 0 ? (entries[0], "value") : (table, startKey);
        }

        var history = TimeSpan.Zero;
        if (!start.Has(startKey))
        {
            start.FailMissing(startKey, "for example `now-7d`");
        }
        else if (start.Text(startKey) is { } text)
        {
            if (!ScheduleText.TryParseDateMath(text, out history))
                start.Fail(startKey, RuleDiagnostics.BadDateMath, "for example `now-7d`", text);
            else if (-history <= lookBack)
                start.Fail(startKey, RuleDiagnostics.ShortHistory, $"runs look back {ScheduleText.Write(lookBack)}");
        }

        return new(fields, -history);
    }

    private ThreatMatchSettings? ReadThreatMatch()
    {
        if (!rule.Has("threat_index"))
            rule.FailMissing("threat_index");
        var index = rule.Texts("threat_index");
        rule.RequiredText("threat_query", "`*:*` takes all indicators");
        if (!rule.Has("threat_mapping"))
            rule.FailMissing("threat_mapping");
        var groups = rule.Tables("threat_mapping");
        if (rule.Has("threat_mapping") && groups.Count == 0)
            rule.Fail("threat_mapping", RuleDiagnostics.OutOfRange, null, "threat_mapping", "at least one group");
        var language = rule.Choice("threat_language", QueryLanguages) ?? RuleLanguage.Kql;
        if (rule.String("threat_query") is not { } query)
            return null;
        return new(
            index,
            query.ToSource(rule.Source),
            language,
            ReadFilters("threat_filters"),
            [.. groups.Select(ReadThreatGroup)],
            FieldName("threat_indicator_path") ?? "threat.indicator"
        );
    }

    private static List<ThreatMapping> ReadThreatGroup(TableReader group)
    {
        group.WarnOfUnknown(RuleSchema.ThreatMapping);
        if (!group.Has("entries"))
            group.FailMissing("entries");
        var entries = new List<ThreatMapping>();
        foreach (var entry in group.Tables("entries"))
        {
            entry.WarnOfUnknown(RuleSchema.ThreatMappingEntry);
            var type = entry.RequiredText("type");
            if (type is not ("mapping" or ""))
                entry.Fail("type", RuleDiagnostics.BadChoice, "it is `mapping`", "type", type);
            var mapping = new ThreatMapping(
                entry.RequiredText("field"),
                entry.RequiredText("value"),
                entry.Boolean("negate") ?? false
            );
            if (entries.Contains(mapping with { Negate = !mapping.Negate }))
                entry.Fail("field", RuleDiagnostics.ContradictingEntries, null, mapping.Field, mapping.IndicatorField);
            entries.Add(mapping);
        }

        if (group.Has("entries") && entries.Count == 0)
            group.Fail("entries", RuleDiagnostics.OutOfRange, null, "entries", "at least one");
        else if (entries.Count > 0 && entries.TrueForAll(e => e.Negate))
            group.Fail("entries", RuleDiagnostics.OnlyNegated, "at least one entry has to match");
        return entries;
    }
}
