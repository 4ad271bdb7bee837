using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Tests.Engine.Live;

/// <summary>Rules of every kind over small events: <c>{"@timestamp", "_id", "kind", "user", "host", "n"}</c>.</summary>
internal sealed class LiveRules
{
    private readonly FieldTypes _types = FieldTypes.Default;

    /// <summary>One of each kind, by name.</summary>
    public static readonly IReadOnlyDictionary<string, string> Kinds = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["query"] = "type = 'query'\nlanguage = 'kuery'\nquery = 'kind: m'\nindex = ['logs-*']",
        ["eql"] = "type = 'eql'\nlanguage = 'eql'\nquery = 'any where kind == \"m\" and n > 3'\nindex = ['logs-*']",
        ["threshold"] =
            "type = 'threshold'\nlanguage = 'kuery'\nquery = 'kind: a'\nindex = ['logs-*']\nthreshold = {field = ['user'], value = 3}",
        ["ingested"] =
            "type = 'threshold'\nlanguage = 'kuery'\nquery = 'kind: a'\nindex = ['logs-*']\nthreshold = {field = ['user'], value = 3}\ntimestamp_override = 'event.ingested'",
        ["cardinality"] =
            "type = 'threshold'\nlanguage = 'kuery'\nquery = 'kind: *'\nindex = ['logs-*']\nthreshold = {field = ['user'], value = 2, cardinality = [{field = 'host', value = 3}]}",
        ["esql count"] =
            "type = 'esql'\nlanguage = 'esql'\nquery = 'FROM logs-* | STATS c = COUNT(*), h = COUNT_DISTINCT(host) BY user | WHERE c >= 4 AND h >= 2 | SORT c DESC'",
        ["esql max"] =
            "type = 'esql'\nlanguage = 'esql'\nquery = 'FROM logs-* | WHERE kind == \"a\" | STATS m = MAX(n), s = SUM(CASE(n > 5, 1, 0)), v = VALUES(host) BY user, kind | WHERE m > 7 AND s >= 2'",
        ["esql least"] =
            "type = 'esql'\nlanguage = 'esql'\nquery = 'FROM logs-* | STATS c = COUNT(*), a = AVG(n) BY host | WHERE c <= 2 OR a > 8'",
        ["esql all"] =
            "type = 'esql'\nlanguage = 'esql'\nquery = 'FROM logs-* | WHERE kind == \"m\" | STATS c = COUNT(*) | WHERE c < 2'",
        ["esql rows"] =
            "type = 'esql'\nlanguage = 'esql'\nquery = 'FROM logs-* METADATA _id, _index, _version | WHERE kind == \"b\" | SORT n DESC, @timestamp | LIMIT 3'",
        ["sequence"] =
            "type = 'eql'\nlanguage = 'eql'\nindex = ['logs-*']\nquery = 'sequence by user with maxspan=1m [any where kind == \"a\"] [any where kind == \"b\"]'",
        ["until"] =
            "type = 'eql'\nlanguage = 'eql'\nindex = ['logs-*']\nquery = 'sequence by host with maxspan=2m [any where kind == \"a\"] [any where kind == \"a\"] [any where kind == \"m\"] until [any where kind == \"c\"]'",
        ["missing"] =
            "type = 'eql'\nlanguage = 'eql'\nindex = ['logs-*']\nquery = 'sequence by user with maxspan=40s [any where kind == \"b\"] ![any where kind == \"c\"]'",
        ["sample"] =
            "type = 'eql'\nlanguage = 'eql'\nindex = ['logs-*']\nquery = 'sample by host [any where kind == \"a\"] [any where kind == \"m\"]'",
        ["new terms"] =
            "type = 'new_terms'\nlanguage = 'kuery'\nquery = 'kind: *'\nindex = ['logs-*']\nnew_terms = {field = 'new_terms_fields', value = ['user', 'host'], history_window_start = [{field = 'history_window_start', value = 'now-10m'}]}",
        ["suppressed per run"] =
            "type = 'query'\nlanguage = 'kuery'\nquery = 'kind: b'\nindex = ['logs-*']\nalert_suppression = {group_by = ['user'], missing_fields_strategy = 'suppress'}",
        ["suppressed for a while"] =
            "type = 'query'\nlanguage = 'kuery'\nquery = 'kind: b'\nindex = ['logs-*']\nalert_suppression = {group_by = ['host'], duration = {value = 3, unit = 'm'}, missing_fields_strategy = 'suppress'}",
        ["suppressed sequence"] =
            "type = 'eql'\nlanguage = 'eql'\nindex = ['logs-*']\nquery = 'sequence by user with maxspan=1m [any where kind == \"m\"] [any where kind == \"a\"]'\nalert_suppression = {group_by = ['user'], duration = {value = 4, unit = 'm'}, missing_fields_strategy = 'suppress'}",
        ["over alerts"] =
            "type = 'query'\nlanguage = 'kuery'\nquery = 'kibana.alert.rule.rule_id: \"query\" and user: u1'\nindex = ['.alerts-security.*']",
        ["threshold over alerts"] =
            "type = 'threshold'\nlanguage = 'kuery'\nquery = 'kibana.alert.rule.rule_id: \"query\"'\nindex = ['.alerts-security.*']\nthreshold = {field = ['host'], value = 2}",
    };

    /// <summary>Compiles rules of some kinds.</summary>
    public LiveRules(params IEnumerable<string> kinds)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-live-");
        try
        {
            foreach (var kind in kinds)
                File.WriteAllText(Path.Combine(folder.FullName, kind + ".toml"), Toml(kind, Kinds[kind]));
            Compiled = Compile(folder.FullName);
            Assert.Equal(kinds.Count(), Compiled.All.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private LiveRules(string[] paths, bool ofFiles)
    {
        Assert.True(ofFiles);
        Compiled = Compile(paths);
    }

    /// <summary>Compiles the rules of files and folders.</summary>
    public static LiveRules Of(params string[] paths) => new(paths, ofFiles: true);

    public FieldTable Fields { get; } = new();

    public DataStreams Streams { get; } = new();

    public CompiledRules Compiled { get; }

    public EventReader CreateReader() =>
        new JsonEventReader(Fields, _types, Streams, IgnoredProblems.Instance, new ReaderOptions());

    private CompiledRules Compile(params string[] paths)
    {
        var found = new DiagnosticBag();
        var loaded = RuleFiles.Load(paths, found);
        var compiler = new RuleCompiler(_types, Fields, [], TreePipeline.Default) { Streams = Streams };
        var plans = loaded.Rules.Select(r => compiler.Compile(r, found)).OfType<RulePlan>().ToList();
        Assert.Empty(found.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        return new(plans);
    }

    private static string Toml(string kind, string body) =>
        $"""
            [rule]
            name = "{kind}"
            description = "d"
            rule_id = "{kind}"
            severity = "low"
            risk_score = 21
            interval = "1m"
            from = "now-3m"
            {body}
            """;
}
