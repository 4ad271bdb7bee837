using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Rules;

public sealed class RuleLoaderTests
{
    private const string Base = """
        [rule]
        name = "n"
        description = "d"
        rule_id = "r"
        severity = "low"
        risk_score = 21
        """;

    /// <summary>Fields behind the base rule's six lines, and what is reported: code, line, column.</summary>
    [Theory]
    [InlineData("type = 'query'\nquery = 'a:b'", "")]
    [InlineData("query = 'a:b'", "TOC4005 1:1")]
    [InlineData("type = 'qurey'", "TOC4008 7:8")]
    [InlineData("type = 'query'", "TOC4023 7:8")]
    [InlineData("type = 'query'\nquery = 'a'\nlanguage = 'eql'", "TOC4008 9:12")]
    [InlineData("type = 'query'\nquery = 'a'\ninterval = '5'", "TOC4010 9:12")]
    [InlineData("type = 'query'\nquery = 'a'\ninterval = '0m'", "TOC4010 9:12")]
    [InlineData("type = 'query'\nquery = 'a'\ninterval = 5", "TOC4006 9:12")]
    [InlineData("type = 'query'\nquery = 'a'\nfrom = '9m'", "TOC4011 9:8")]
    [InlineData("type = 'query'\nquery = 'a'\nfrom = 'now-9M'", "TOC4011 9:8")]
    [InlineData("type = 'query'\nquery = 'a'\nfrom = 'now-99999999999999999999h'", "TOC4011 9:8")]
    [InlineData("type = 'query'\nquery = 'a'\nfrom = 'now-4m'", "TOC4012 9:8")]
    [InlineData("type = 'query'\nquery = 'a'\nfrom = 'now'", "TOC4013 9:8")]
    [InlineData("type = 'query'\nquery = 'a'\ntags = ['x', 3]", "TOC4006 9:14")]
    [InlineData("type = 'query'\nquery = 'a'\ntimestamp_overide = 'x'", "TOC4007 9:1")]
    [InlineData("type = 'query'\nquery = 'a'\nmax_signals = 0", "TOC4009 9:15")]
    [InlineData("type = 'query'\nquery = 'a'\ntimeline_id = 'x'", "TOC4022 9:15")]
    [InlineData("type = 'query'\nquery = 'a'\ndata_view_id = 'x'", "TOC4021 9:16")]
    [InlineData("type = 'query'\nquery = 'a'\n[rule.threshold]\nvalue = 1", "TOC4016 9:7")]
    [InlineData("type = 'query'\nquery = 'a'\n[rule.alert_suppression]\ngroup_by = []", "TOC4009 10:12")]
    [InlineData(
        "type = 'query'\nquery = 'a'\n[rule.alert_suppression]\ngroup_by = ['a']\nduration = {value = 5, unit = 'd'}",
        "TOC4008 11:31"
    )]
    [InlineData("type = 'query'\nquery = 'a'\n[[rule.threat]]\nframework = 'f'", "TOC4005 9:1")]
    [InlineData(
        "type = 'query'\nquery = 'a'\n[[rule.severity_mapping]]\nfield = 'f'\noperator = 'eq'\nvalue = '1'\nseverity = 'low'",
        "TOC4008 11:12"
    )]
    [InlineData("type = 'eql'\nquery = 'any where true'", "TOC4005 1:1")]
    [InlineData("type = 'eql'\nquery = ''\nlanguage = 'eql'", "TOC4017 8:9")]
    [InlineData("type = 'esql'\nlanguage = 'esql'\nindex = ['a']\nquery = 'FROM a'", "TOC4016 9:1")]
    [InlineData("type = 'machine_learning'\nanomaly_threshold = 1", "TOC4005 1:1")]
    [InlineData("type = 'threshold'\nquery = 'a'", "TOC4005 1:1")]
    [InlineData("type = 'threshold'\nquery = 'a'\nthreshold = {field = ['a'], value = 0}", "TOC4009 9:37")]
    [InlineData(
        "type = 'threshold'\nquery = 'a'\nthreshold = {field = 'a', value = 1, cardinality = [{field = 'a', value = 1}]}",
        "TOC4018 9:62"
    )]
    [InlineData("type = 'new_terms'\nquery = 'a'", "TOC4005 1:1|TOC4005 1:1")]
    [InlineData(
        "type = 'new_terms'\nquery = 'a'\nnew_terms_fields = ['a', 'b', 'c', 'd']\nhistory_window_start = 'now-7d'",
        "TOC4009 9:20"
    )]
    [InlineData(
        "type = 'new_terms'\nquery = 'a'\nnew_terms_fields = ['a']\nhistory_window_start = 'now-6m'",
        "TOC4014 10:24"
    )]
    [InlineData("type = 'threat_match'\nquery = 'a'\nthreat_query = '*:*'\nthreat_index = ['t']", "TOC4005 1:1")]
    [InlineData(
        "type = 'threat_match'\nquery = 'a'\nthreat_query = '*:*'\nthreat_index = ['t']\nthreat_mapping = [{entries = [{field = 'a', type = 'mapping', value = 'b', negate = true}]}]",
        "TOC4019 11:30"
    )]
    [InlineData("type = 'saved_query'", "TOC4005 1:1")]
    public void WhatIsWrongIsReportedAtItsPlace(string fields, string expected)
    {
        var loaded = Toml(Base + "\n" + fields, out var diagnostics);
        Assert.Equal(
            expected,
            string.Join("|", diagnostics.Select(d => $"{d.Descriptor.Code} {d.Position.Line}:{d.Position.Column}"))
        );
        Assert.Equal(diagnostics.Any(d => d.IsError) ? 0 : 1, loaded.Rules.Count);
    }

    [Fact]
    public void AllMistakesOfARuleAreReportedAtOnce()
    {
        Toml("[rule]\ntype = 'eql'\nname = 3\nseverity = 'hihg'\nrisk_score = 101\nrule_id = ''", out var diagnostics);
        Assert.Equal(
            ["TOC4005", "TOC4005", "TOC4005", "TOC4006", "TOC4008", "TOC4009", "TOC4017"],
            diagnostics.Select(d => d.Descriptor.Code).Order()
        );
        Assert.Contains(diagnostics, d => d.Help == "did you mean `high`?");
    }

    [Fact]
    public void DefaultsAreThoseOfTheSpecification()
    {
        var rule = Assert.Single(Toml(Base + "\ntype = 'query'\nquery = 'a'", out _).Rules);
        Assert.Equal((RuleLanguage.Kql, 100, true, 1), (rule.Language, rule.MaxSignals, rule.Enabled, rule.Version));
        Assert.Equal(
            (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6), TimeSpan.Zero),
            (rule.Interval, rule.LookBack, rule.LookBackEnd)
        );
        Assert.Equal(9, rule.Index.Count);
        Assert.Equal("-*elastic-cloud-logs-*", rule.Index[^1]);
    }

    [Fact]
    public void NewTermsOfTomlBecomeFieldsOfNdjson()
    {
        const string Fields = """

            type = "new_terms"
            query = "a"
            from = "now-9m"
            [rule.new_terms]
            field = "new_terms_fields"
            value = ["user.name", "host.id"]
            [[rule.new_terms.history_window_start]]
            field = "history_window_start"
            value = "now-7d"
            [[rule.threat]]
            framework = "F"
            tactic = { id = "T", name = "N", reference = "r" }
            """;
        var rule = Assert.Single(Toml(Base + Fields, out var diagnostics).Rules);
        Assert.Empty(diagnostics);
        Assert.Equal(["user.name", "host.id"], rule.NewTerms!.Fields);
        Assert.Equal(TimeSpan.FromDays(7), rule.NewTerms.History);
        Assert.Equal(TimeSpan.FromMinutes(9), rule.LookBack);
        Assert.Equal("now-7d", (string?)rule.Document["history_window_start"]);
        Assert.Equal("""["user.name","host.id"]""", rule.Document["new_terms_fields"]!.ToJsonString());
        Assert.Equal("[]", rule.Document["threat"]![0]!["technique"]!.ToJsonString());
        Assert.False(rule.Document.ContainsKey("new_terms"));
    }

    [Fact]
    public void PlaceholdersAreFilledInAndTheSetupSectionMoves()
    {
        const string Toml = """"
            [rule]
            note = """## Guide
            $osquery_0 and $osquery_7 and $HOME

            ## Setup

            Do this.
            ### Then
            That.

            ## More
            end"""
            [[transform.osquery]]
            query = "SELECT 1"
            label = "L"
            """";
        var text = Toml.Replace("[rule]", Base + "\ntype = 'query'\nquery = 'a'");
        var rule = Assert.Single(RuleLoaderTests.Toml(text, out var diagnostics).Rules);
        Assert.Empty(diagnostics);
        Assert.Equal(
            "## Guide\n!{osquery{\"label\":\"L\",\"query\":\"SELECT 1\"}} and $osquery_7 and $HOME\n\n## More\nend",
            rule.Note
        );
        Assert.Equal("Do this.\n### Then\nThat.", rule.Setup);
        Assert.Equal(rule.Note, (string?)rule.Document["note"]);
        Assert.Equal(rule.Setup, (string?)rule.Document["setup"]);
    }

    [Fact]
    public void TheQueryOfAnNdjsonRuleKnowsItsPlace()
    {
        const string Line =
            """{"rule_id":"r","name":"n","description":"d","severity":"low","risk_score":21.0,"type":"query","query":"a:\"b\"\nor c:d"}""";
        var rule = Assert.Single(Json("\n" + Line + "\n", out var diagnostics).Rules);
        Assert.Empty(diagnostics);
        Assert.Equal("a:\"b\"\nor c:d", rule.Query!.Text);
        var column = Line.IndexOf("c:d", StringComparison.Ordinal) + 1;
        Assert.Equal(new LinePosition(2, column), rule.Query.GetPosition(rule.Query.Text.IndexOf("c:d")));
    }

    [Fact]
    public void TheLinesOfAnExportAreToldApartByTheirShape()
    {
        const string Rule =
            """{"rule_id":"ID","name":"n","description":"d","severity":"low","risk_score":21,"type":"query","query":"a"}""";
        var lines = new[]
        {
            Rule.Replace("ID", "a"),
            """{"attributes":""" + Rule.Replace("ID", "b") + ""","id":"b_1","type":"security-rule"}""",
            """{"list_id":"l","type":"detection","name":"L"}""",
            """{"list_id":"l","item_id":"i","type":"simple","entries":[]}""",
            """{"type":"action","id":"x","attributes":{}}""",
            """{"broken":""",
            """{"exported_count":2,"exported_rules_count":1,"missing_rules":[]}""",
            """{"some":"thing"}""",
            "[" + Rule.Replace("ID", "c") + "]",
        };
        var loaded = Json(string.Join("\n", lines), out var diagnostics);
        Assert.Equal(["a", "b", "c"], loaded.Rules.Select(r => r.RuleId));
        Assert.Equal("L", (string?)Assert.Single(loaded.ExceptionLists).Document["name"]);
        Assert.Equal("i", (string?)Assert.Single(loaded.ExceptionItems).Document["item_id"]);
        Assert.Equal(
            ["TOC4102 6:11", "TOC4004 8:1"],
            diagnostics.Select(d => $"{d.Descriptor.Code} {d.Position.Line}:{d.Position.Column}")
        );
    }

    [Fact]
    public void AnExportReadsBackWhole()
    {
        const string List = """{"list_id":"l","type":"detection","name":"L"}""";
        const string Item = """{"list_id":"l","item_id":"i","type":"simple","entries":[{"field":"a"}]}""";
        var rules = Toml(Base + "\ntype = 'query'\nquery = 'a'\n[metadata]\nmaturity = 'production'", out _).Rules;
        var lines = RuleExport
            .Lines(rules, [(JsonObject)JsonNode.Parse(List)!], [(JsonObject)JsonNode.Parse(Item)!])
            .ToArray();
        Assert.Equal(4, lines.Length);
        Assert.Equal(3, (int)JsonNode.Parse(lines[3])!["exported_count"]!);
        var loaded = Json(string.Join("\n", lines), out var diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal((1, 1, 1), (loaded.Rules.Count, loaded.ExceptionLists.Count, loaded.ExceptionItems.Count));
        Assert.Equal("production", (string?)loaded.Rules[0].Origin!.Metadata["maturity"]);
        Assert.False(loaded.Rules[0].Document.ContainsKey("meta"));
    }

    [Fact]
    public void TheRulesOfTheScenariosLoad()
    {
        var files = Directory.GetFiles(SharedData.Require("conformance/detection"), "det-*.json");
        foreach (var file in files)
        {
            var rule = JsonNode.Parse(File.ReadAllText(file))!["rule"]!;
            Assert.Single(Json(rule.ToJsonString(), out var diagnostics).Rules);
            Assert.DoesNotContain(diagnostics, d => d.Descriptor == RuleDiagnostics.UnknownField);
        }

        Assert.NotEmpty(files);
    }

    [Fact]
    public void NoCutAndNoFlippedByteMakesItThrow()
    {
        var random = new Random(1);
        var root = SharedData.Require("corpus/elastic-rules/rules/integrations/kubernetes");
        foreach (var file in Directory.GetFiles(root).Order(StringComparer.Ordinal))
        {
            var toml = File.ReadAllBytes(file);
            var json = Encoding.UTF8.GetBytes(RuleWriter.ToNdjson(Load(l => l.LoadToml(toml, file), out _).Rules[0]));
            for (var i = 0; i < 20; i++)
            {
                Mangle(toml, random, out var badToml);
                Mangle(json, random, out var badJson);
                Load(l => l.LoadToml(badToml, file), out var first);
                Load(l => l.LoadJson(badJson, file), out var second);
                foreach (var diagnostic in first.Concat(second))
                    Assert.NotEmpty(DiagnosticRenderer.Render(diagnostic));
            }
        }
    }

    private static void Mangle(byte[] bytes, Random random, out byte[] mangled)
    {
        mangled = bytes[..random.Next(1, bytes.Length + 1)];
        for (var i = 0; i < 3; i++)
            mangled[random.Next(mangled.Length)] = (byte)random.Next(32, 127);
    }

    private static LoadedRules Toml(string text, out Diagnostic[] diagnostics) =>
        Load(l => l.LoadToml(Encoding.UTF8.GetBytes(text), "rule.toml"), out diagnostics);

    private static LoadedRules Json(string text, out Diagnostic[] diagnostics) =>
        Load(l => l.LoadJson(Encoding.UTF8.GetBytes(text), "rules.ndjson"), out diagnostics);

    private static LoadedRules Load(Action<RuleLoader> load, out Diagnostic[] diagnostics)
    {
        var loaded = new LoadedRules();
        var bag = new DiagnosticBag();
        load(new RuleLoader(loaded, bag));
        diagnostics = bag.ToSortedArray();
        return loaded;
    }
}
