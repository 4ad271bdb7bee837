using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules.Toml;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules;

/// <summary>Turns the table of one rule, from TOML or NDJSON, into a checked <see cref="Rule"/>.</summary>
/// <remarks>Semantics: detection engine specification, section 2. All errors of a rule are reported in one pass.</remarks>
internal sealed partial class RuleReader(TableReader rule, TableReader? file)
{
    /// <summary>D4: what a rule reads that names no indices.</summary>
    public static readonly string[] DefaultIndex =
    [
        "apm-*-transaction*",
        "auditbeat-*",
        "endgame-*",
        "filebeat-*",
        "logs-*",
        "packetbeat-*",
        "traces-apm*",
        "winlogbeat-*",
        "-*elastic-cloud-logs-*",
    ];

    /// <summary>The rule, or null where it has an error.</summary>
    /// <param name="source">The file.</param>
    /// <param name="table">The rule's table.</param>
    /// <param name="file">The whole file, if it is TOML.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public static Rule? Read(SourceText source, TableNode table, TableNode? file, DiagnosticBag diagnostics)
    {
        var own = new DiagnosticBag();
        var document = file is null ? DocumentOf(table) : DocumentOf(source);
        var fileReader = file is null ? null : new TableReader(source, file, "", own);
        var rule = new RuleReader(new(source, table, "", own), fileReader).Read(document);
        if (own.Count > 0)
            diagnostics.AddRange(own.ToSortedArray());
        return own.HasErrors ? null : rule;
    }

    private static Lazy<RuleDocument> DocumentOf(TableNode table) => new(() => ToDocument(table, null));

    // A file is read again when it is asked for whole: of thousands of rules few are ever shown, and the trees of all would weigh more than what runs.
    private static Lazy<RuleDocument> DocumentOf(SourceText source) =>
        new(() =>
        {
            var file = TomlFile.Parse(source, new());
            return ToDocument((TableNode)file["rule"]!, file);
        });

    private static RuleDocument ToDocument(TableNode table, TableNode? file)
    {
        if (file is not null)
            return TomlRuleForm.ToNdjson(file, table);
        var document = TreeJson.ToJson(table);
        var origin = OriginJson.Take(document);
        return new(document, origin);
    }

    private Rule? Read(Lazy<RuleDocument> document)
    {
        rule.WarnOfUnknown(RuleSchema.Rule);
        if (!rule.Has("type"))
            rule.FailMissing("type");
        var type = rule.Choice("type", RuleNames.Types);
        if (type is null)
            return null;
        WarnOfForeignFields(type.Value);

        var (interval, lookBack, lookBackEnd) = ReadSchedule();
        var language = ReadLanguage(type.Value);
        var severity = ReadRequiredChoice("severity", RuleNames.Severities);
        if (!rule.Has("risk_score"))
            rule.FailMissing("risk_score");
        WarnOfHalves("timeline_id", "timeline_title");
        WarnOfHalves("concurrent_searches", "items_per_search");
        CheckNote();
        return new()
        {
            RuleId = ReadRuleId(document),
            Name = rule.RequiredText("name"),
            Description = rule.RequiredText("description"),
            Type = type.Value,
            Language = language,
            Query = ReadQuery(type.Value),
            Severity = severity ?? default,
            RiskScore = (int)(rule.Integer("risk_score", 0, 100) ?? 0),
            Index = ReadIndex(type.Value),
            Interval = interval,
            LookBack = lookBack,
            LookBackEnd = lookBackEnd,
            From = rule.Text("from") ?? "now-6m",
            To = rule.Text("to") ?? "now",
            MaxSignals = (int)(rule.Integer("max_signals", 1, int.MaxValue) ?? 100),
            Enabled = rule.Boolean("enabled") ?? true,
            TimestampOverride = FieldName("timestamp_override"),
            TimestampOverrideFallbackDisabled = rule.Boolean("timestamp_override_fallback_disabled") ?? false,
            EventCategoryOverride = FieldName("event_category_override"),
            TimestampField = FieldName("timestamp_field"),
            TiebreakerField = FieldName("tiebreaker_field"),
            BuildingBlockType = ReadBuildingBlockType(),
            RuleNameOverride = FieldName("rule_name_override"),
            Tags = rule.Texts("tags"),
            Authors = rule.Texts("author"),
            References = rule.Texts("references"),
            FalsePositives = rule.Texts("false_positives"),
            License = rule.Text("license"),
            Version = (int)(rule.Integer("version", 1, int.MaxValue) ?? 1),
            Threats = ReadThreats(),
            Integrations = ReadIntegrations(),
            InvestigationFields = ReadInvestigationFields(),
            SeverityMappings = ReadSeverityMappings(),
            RiskScoreMappings = ReadRiskScoreMappings(),
            Threshold = type == RuleType.Threshold ? ReadThreshold() : null,
            NewTerms = type == RuleType.NewTerms ? ReadNewTerms(lookBack) : null,
            ThreatMatch = type == RuleType.ThreatMatch ? ReadThreatMatch() : null,
            Suppression = ReadSuppression(type.Value),
            Filters = ReadFilters("filters"),
            ExceptionLists = ReadExceptionLists(),
            File = rule.Source,
            Span = rule.Has("name") ? rule.SpanOf("name") : rule.Table.Span,
            Source = document,
        };
    }

    /// <summary>The rule's id; a rule without one gets an id of its content, the same in every run.</summary>
    private string ReadRuleId(Lazy<RuleDocument> document)
    {
        if (rule.Has("rule_id"))
            return rule.RequiredText("rule_id");
        var content = System.Text.Encoding.UTF8.GetBytes(document.Value.Document.ToJsonString());
        return $"tocsin-{Values.StableHash.Of(content):x16}";
    }

    /// <summary>What is shown of them comes from the whole rule; here only what is wrong counts.</summary>
    private void CheckNote()
    {
        rule.String("note");
        rule.String("setup");
        file?.Inner("transform");
    }

    private T? ReadRequiredChoice<T>(string key, NameTable<T> choices)
        where T : struct
    {
        if (!rule.Has(key))
            rule.FailMissing(key);
        return rule.Choice(key, choices);
    }

    /// <summary>A field's name, or null where it is absent or blank.</summary>
    private string? FieldName(string key) => rule.Text(key) is { Length: > 0 } name ? name : null;

    private string? ReadBuildingBlockType()
    {
        var type = rule.Text("building_block_type");
        if (type is not (null or "default"))
            rule.Fail("building_block_type", RuleDiagnostics.BadChoice, "it is `default`", "building_block_type", type);
        return type;
    }

    private void WarnOfForeignFields(RuleType type)
    {
        foreach (var entry in rule.Table.Entries)
        {
            if (entry.Value is NullNode or ArrayNode { Items.Count: 0 })
                continue;
            if (!RuleSchema.TypesOfField.TryGetValue(entry.Key, out var owners) || owners.Contains(type))
                continue;
            var help =
                type == RuleType.Esql && entry.Key == "index" ? "an ES|QL query names its indices in `FROM`" : null;
            rule.Diagnostics.Add(
                new(RuleDiagnostics.NoEffect, rule.Source, entry.KeySpan, [entry.Key, type.ToName()], Help: help)
            );
        }
    }

    private void WarnOfHalves(string first, string second)
    {
        if (rule.Has(first) != rule.Has(second))
            rule.Fail(rule.Has(first) ? first : second, RuleDiagnostics.OneOfTwo, null, first, second);
    }

    private (TimeSpan Interval, TimeSpan LookBack, TimeSpan LookBackEnd) ReadSchedule()
    {
        var interval = TimeSpan.FromMinutes(5);
        var isRight = true;
        if (rule.Text("interval") is { } text && !ScheduleText.TryParseDuration(text, out interval))
        {
            rule.Fail("interval", RuleDiagnostics.BadDuration, "a whole number and `s`, `m`, `h` or `d`: `5m`", text);
            isRight = false;
        }

        isRight &= TryReadDateMath("from", "now-6m", out var from);
        isRight &= TryReadDateMath("to", "now", out var to);
        if (!isRight)
            return (interval, -from, -to);
        if (from >= to)
        {
            rule.Fail("from", RuleDiagnostics.EmptyWindow, "for example `now-9m`; `to` is `now` where it is absent");
        }
        else if (to - from < interval)
        {
            // D1: Kibana's API refuses this; published rules have it.
            var key = rule.Has("from") ? "from" : "interval";
            var help = $"let `from` be at least `now-{ScheduleText.Write(interval - to)}`";
            rule.Fail(
                key,
                RuleDiagnostics.UnseenTime,
                help,
                ScheduleText.Write(to - from),
                ScheduleText.Write(interval)
            );
        }

        return (interval, -from, -to);
    }

    private bool TryReadDateMath(string key, string absent, out TimeSpan offset)
    {
        var text = rule.Text(key) ?? absent;
        if (ScheduleText.TryParseDateMath(text, out offset))
            return true;
        const string Help = "`now`, or `now-` with a whole number and `s`, `m`, `h`, `d` or `w`: `now-9m`";
        rule.Fail(key, RuleDiagnostics.BadDateMath, Help, text);
        return false;
    }
}
