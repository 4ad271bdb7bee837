using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;

namespace Tocsin.Fuzz.Targets;

/// <summary>The loader of rules, TOML and NDJSON, and the compiler behind it.</summary>
internal sealed class RulesTarget() : FuzzTarget("rules")
{
    public override bool IsBinary => true;

    public override IReadOnlyList<string> Seeds { get; } =
    [
        .. BuiltInRules.ReadAll().Select(f => ToCharacters(f.Text)),
        ToCharacters(
            """
            {"type":"threshold","name":"n","description":"d","rule_id":"r","severity":"high","risk_score":47,"language":"kuery","query":"a:b","index":["logs-*"],"interval":"5m","from":"now-6m","threshold":{"field":["user.name"],"value":2,"cardinality":[{"field":"host.id","value":2}]},"filters":[{"meta":{"negate":true},"query":{"bool":{"must":[{"match_phrase":{"a":"x"}},{"range":{"b":{"gte":1}}},{"exists":{"field":"c"}}]}}}],"alert_suppression":{"group_by":["a"],"duration":{"unit":"m","value":5},"missing_fields_strategy":"suppress"},"severity_mapping":[{"field":"x","operator":"equals","severity":"low","value":"1"}],"exceptions_list":[{"id":"i","list_id":"l","type":"detection","namespace_type":"single"}]}
            {"type":"new_terms","name":"n","description":"d","rule_id":"s","severity":"low","risk_score":1,"language":"kuery","query":"*:*","new_terms_fields":["user.name","host.id"],"history_window_start":"now-7d","threat":[{"framework":"MITRE ATT&CK","tactic":{"id":"TA0001","name":"Initial Access","reference":"https://example.test"},"technique":[{"id":"T1000","name":"x","reference":"y","subtechnique":[]}]}]}
            {"type":"threat_match","name":"n","description":"d","rule_id":"t","severity":"critical","risk_score":99,"language":"kuery","query":"*:*","threat_query":"*:*","threat_index":["ti-*"],"threat_language":"kuery","threat_mapping":[{"entries":[{"field":"source.ip","type":"mapping","value":"threat.indicator.ip"},{"field":"user.name","type":"mapping","value":"u","negate":true}]}]}
            {"type":"eql","name":"n","description":"d","rule_id":"u","severity":"medium","risk_score":50,"language":"eql","query":"sequence by host.id with maxspan=1m [process where true] [any where true]","timestamp_override":"event.ingested","building_block_type":"default","investigation_fields":{"field_names":["a"]}}
            {"list_id":"l","name":"e","type":"detection","namespace_type":"single","description":"d","_version":"x"}
            {"item_id":"i","list_id":"l","type":"simple","name":"e","description":"d","entries":[{"field":"a","operator":"included","type":"match_any","value":["x"]},{"type":"nested","field":"n","entries":[{"field":"b","operator":"included","type":"match","value":"y"}]}]}
            {"exported_count":4,"exported_rules_count":4,"missing_rules":[]}
            """
        ),
    ];

    public override IEnumerable<string> MoreSeeds(SharedCorpus corpus) =>
        corpus.Files("corpus/elastic-rules", "*.toml", every: 7).Select(ToCharacters);

    public override void Run(string input)
    {
        var bytes = ToBytes(input);
        var diagnostics = new DiagnosticBag();
        var loaded = new LoadedRules();
        var loader = new RuleLoader(loaded, diagnostics);
        if (bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8))
            loader.LoadJson(bytes, "fuzz.ndjson");
        else
            loader.LoadToml(bytes, "fuzz.toml");
        var compiler = new RuleCompiler(FieldTypes.Default, new FieldTable(), [], TreePipeline.Default);
        foreach (var rule in loaded.Rules)
        {
            compiler.Compile(rule, diagnostics);
            CheckRoundTrip(rule);
        }

        DiagnosticChecks.Check(diagnostics);
    }

    /// <summary>A rule that was read can be written in both forms and read again, and is the same.</summary>
    private static void CheckRoundTrip(Rule rule)
    {
        foreach (var isToml in (bool[])[false, true])
        {
            var text = isToml ? RuleWriter.ToToml(rule) : RuleWriter.ToNdjson(rule);
            var (again, diagnostics) = (new LoadedRules(), new DiagnosticBag());
            var loader = new RuleLoader(again, diagnostics);
            if (isToml)
                loader.LoadToml(Encoding.UTF8.GetBytes(text), "again.toml");
            else
                loader.LoadJson(Encoding.UTF8.GetBytes(text), "again.ndjson");
            FuzzFailure.Unless(again.Rules.Count == 1, $"written and not read again:\n{text}");
            // TOML writes a list that every entry has, so what lacked it is the same rule with an empty one: the same file again.
            var isSame = isToml
                ? RuleWriter.ToToml(again.Rules[0]) == text
                : JsonNode.DeepEquals(again.Rules[0].Document, rule.Document);
            FuzzFailure.Unless(isSame, $"written {text}\nread {again.Rules[0].Document}\nwas {rule.Document}");
        }
    }
}
