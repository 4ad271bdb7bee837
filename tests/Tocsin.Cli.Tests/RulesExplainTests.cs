using System.Text.Json;

namespace Tocsin.Cli.Tests;

public sealed class RulesExplainTests : IDisposable
{
    private readonly TocsinProcess _tocsin = new();

    public void Dispose() => _tocsin.Dispose();

    [Fact]
    public void ARuleIsExplainedByIdNameOrFile()
    {
        SampleRules.WriteTo(_tocsin);
        var byId = _tocsin.Run("rules", "explain", SampleRules.ShellId, "--rules", "rules");
        var byName = _tocsin.Run("rules", "explain", "shell", "--rules", "rules");
        var byFile = _tocsin.Run("rules", "explain", "rules/shell.toml");

        Assert.Equal(0, byId.Status);
        Assert.Equal(byId.Out, byName.Out);
        Assert.Equal(byId.Out, byFile.Out);
        Assert.Contains("  process.name in (\"bash\", \"sh\")\n", byId.Out, StringComparison.Ordinal);
        Assert.Contains("  event.category == \"process\"\n", byId.Out, StringComparison.Ordinal);
        Assert.Matches("Schedule\n  every +5m\n  looks back +6m\n", byId.Out);
        Assert.Matches("Fields\n(  .*\n)*  process\\.name +keyword +catalogue\n", byId.Out);
        Assert.DoesNotContain('\u001b', byId.Out);
    }

    [Fact]
    public void AFolderGivesAPageForEachOfItsRules()
    {
        SampleRules.WriteTo(_tocsin);
        var call = _tocsin.Run("rules", "explain", "rules", "--format", "json");

        Assert.Equal(0, call.Status);
        var rules = JsonDocument.Parse(call.Out).RootElement;
        Assert.Equal(2, rules.GetArrayLength());
        var twice = _tocsin.Run("rules", "explain", "rules", "rules/shell.toml", "--format", "json");
        Assert.Equal(call.Out, twice.Out);
        var names = rules.EnumerateArray().Select(r => r.GetProperty("name").GetString()).Order();
        Assert.Equal(["Many processes", "Shell started"], names);
    }

    [Fact]
    public void AnAggregationIsShownStepByStep()
    {
        SampleRules.WriteTo(_tocsin);
        var call = _tocsin.Run("rules", "explain", "many", "--rules", "rules", "--format", "json");

        var rule = JsonDocument.Parse(call.Out).RootElement[0];
        Assert.Equal("esql", rule.GetProperty("language").GetString());
        var tree = rule.GetProperty("pipeline").GetProperty("tree");
        Assert.Equal("over the window of a tick", tree[1].GetProperty("text").GetString());
        var group = tree[1].GetProperty("parts")[0];
        Assert.Equal("group by host.name", group.GetProperty("text").GetString());
        Assert.Equal("Esql.n = count(*)", group.GetProperty("parts")[0].GetString());
        Assert.Equal("filter Esql.n >= 3", tree[1].GetProperty("parts")[1].GetString());
    }

    [Fact]
    public void ASequenceIsShownStageByStage()
    {
        WriteRule(
            "type = \"eql\"",
            "language = \"eql\"",
            "index = [\"events*\"]",
            "query = '''",
            "sequence by host.name with maxspan=90s",
            "  [process where process.name == \"a\"] with runs=3",
            "  ![process where process.name == \"b\"]",
            "  [process where process.name == \"c\"]",
            "until [process where process.name == \"d\"]",
            "'''"
        );
        var call = _tocsin.Run("rules", "explain", "rules/rule.toml");

        Assert.Equal(0, call.Status);
        Assert.Contains("  maxspan         90s\n", call.Out, StringComparison.Ordinal);
        Assert.Contains("  1. 3 events with host.name\n", call.Out, StringComparison.Ordinal);
        Assert.Contains("  2. no event with host.name\n", call.Out, StringComparison.Ordinal);
        Assert.Contains("  until with host.name\n", call.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void ThresholdSuppressionFiltersAndTimeOverrideAreShown()
    {
        WriteRule(
            "type = \"threshold\"",
            "language = \"kuery\"",
            "index = [\"events*\"]",
            "interval = \"10m\"",
            "from = \"now-25m\"",
            "timestamp_override = \"event.ingested\"",
            "query = 'process.name : (\"a\" or b*)'",
            "[rule.threshold]",
            "field = [\"host.name\"]",
            "value = 5",
            "[[rule.threshold.cardinality]]",
            "field = \"user.name\"",
            "value = 2",
            "[rule.alert_suppression]",
            "duration = {value = 3, unit = \"h\"}",
            "[[rule.filters]]",
            "[rule.filters.meta]",
            "negate = true",
            "[rule.filters.query.match_phrase]",
            "\"host.name\" = \"quiet\""
        );
        var call = _tocsin.Run("rules", "explain", "rules/rule.toml");

        Assert.Equal(0, call.Status);
        Assert.Matches("Threshold\n  at least +5\n  by +host.name\n  distinct values of +user.name\n", call.Out);
        Assert.Matches("time +event.ingested, else @timestamp\n", call.Out);
        Assert.Matches("an event lies in up to 3 windows\n", call.Out);
        Assert.Matches("Suppression\n(  .*\n)*  for +3h\n", call.Out);
        Assert.Contains("  not host.name == \"quiet\"\n", call.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void TypesComeFromWhereTheyAreDeclared()
    {
        SampleRules.WriteTo(_tocsin);
        _tocsin.Write("types.tsv", "process.name\tkeyword");
        var call = _tocsin.Run("rules", "explain", "shell", "--rules", "rules", "--types", "types.tsv");

        Assert.Matches("process.name +keyword +types file\n", call.Out);
        Assert.Matches("event.category +keyword +catalogue\n", call.Out);
    }

    [Fact]
    public void WhatCannotBeExplainedIsSaid()
    {
        SampleRules.WriteTo(_tocsin);
        _tocsin.Write("rules/bad.toml", "[rule]", "name = \"Bad\"", "type = \"eql\"", "query = 'process where'");

        var unknown = _tocsin.Run("rules", "explain", "Shel started", "--rules", "rules");
        Assert.Equal(2, unknown.Status);
        Assert.Contains("did you mean `Shell started`?", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(2, _tocsin.Run("rules", "explain", "rules/bad.toml").Status);
        Assert.Equal(0, _tocsin.Run("rules", "explain", "shell", "--rules", "rules").Status);
        Assert.Equal(2, _tocsin.Run("rules", "explain", "shell", "--rules", "rules", "--format", "xml").Status);
        Assert.Equal(2, _tocsin.Run("rules", "explain").Status);
        var empty = _tocsin.Run("rules", "explain", "", "--rules", "rules");
        Assert.Contains("there is no rule ``", empty.Error, StringComparison.Ordinal);
        var absent = _tocsin.Run("rules", "explain", "shell", "--rules", "absent");
        Assert.Contains("`absent` cannot be opened", absent.Error, StringComparison.Ordinal);
        var exceptions = _tocsin.Run("rules", "explain", "shell", "--rules", "rules", "--exceptions", "absent");
        Assert.Equal(2, exceptions.Status);
        Assert.Equal("", exceptions.Out);
    }

    private void WriteRule(params string[] lines) =>
        _tocsin.Write(
            "rules/rule.toml",
            [
                "[rule]",
                "name = \"A rule\"",
                "description = \"A rule.\"",
                "risk_score = 47",
                "severity = \"medium\"",
                "rule_id = \"11111111-0000-4000-8000-000000000003\"",
                .. lines,
            ]
        );
}
