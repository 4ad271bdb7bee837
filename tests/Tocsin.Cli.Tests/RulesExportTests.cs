using System.Text.Json;
using Tocsin.Tests;

namespace Tocsin.Cli.Tests;

public sealed class RulesExportTests : IDisposable
{
    private readonly TocsinProcess _tocsin = new();

    public void Dispose() => _tocsin.Dispose();

    [Fact]
    public void AnExportEndsWithItsSummary()
    {
        SampleRules.WriteTo(_tocsin);
        var call = _tocsin.Run("rules", "export", "rules");

        Assert.Equal(0, call.Status);
        Assert.Equal(3, call.OutLines.Length);
        var summary = JsonDocument.Parse(call.OutLines[2]).RootElement;
        Assert.Equal(2, summary.GetProperty("exported_rules_count").GetInt32());
    }

    [Fact]
    public void WhatIsImportedIsExportedAgainAsItWas()
    {
        SampleRules.WriteTo(_tocsin);
        Assert.Equal(0, _tocsin.Run("rules", "export", "rules", "--output", "all.ndjson").Status);
        var import = _tocsin.Run("rules", "import", "all.ndjson", "--to", "imported");
        Assert.Equal(0, import.Status);
        Assert.Contains("2 files written", import.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_tocsin.Folder, "imported/shell_started.toml")));

        var again = _tocsin.Run("rules", "export", "imported");
        var before = File.ReadAllLines(Path.Combine(_tocsin.Folder, "all.ndjson"));
        Assert.Equal(before.Order(StringComparer.Ordinal), again.OutLines.Order(StringComparer.Ordinal));
        var repeated = _tocsin.Run("rules", "import", "all.ndjson", "--to", "imported");
        Assert.Contains("0 files written, 2 unchanged", repeated.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RulesOfTheCorpusSurviveTheRoundTrip()
    {
        var corpus = SharedData.Require("corpus/elastic-rules");
        var files = Directory
            .EnumerateFiles(corpus, "*.toml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Where((_, i) => i % 200 == 7)
            .ToArray();
        Assert.NotEmpty(files);
        var first = _tocsin.Run(["rules", "export", .. files, "--output", "all.ndjson"]);
        Assert.Equal(0, first.Status);
        Assert.Equal(0, _tocsin.Run("rules", "import", "all.ndjson", "--to", "imported").Status);
        var again = _tocsin.Run("rules", "export", "imported");

        var before = File.ReadAllLines(Path.Combine(_tocsin.Folder, "all.ndjson"));
        Assert.Equal(before.Order(StringComparer.Ordinal), again.OutLines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ExceptionListsGoWithTheRules()
    {
        SampleRules.WriteTo(_tocsin);
        var rule = _tocsin.Run("rules", "export", "rules/shell.toml").OutLines[0];
        const string List = """{"list_id":"l1","type":"detection","name":"ours","namespace_type":"single"}""";
        const string Item =
            """{"list_id":"l1","item_id":"i1","type":"simple","name":"x","entries":[{"field":"host.name","type":"match","operator":"included","value":"a"}]}""";
        _tocsin.Write("all.ndjson", rule, List, Item);
        Assert.Equal(0, _tocsin.Run("rules", "import", "all.ndjson", "--to", "imported").Status);

        Assert.Equal(
            [rule, List, Item],
            _tocsin.Run("rules", "export", "imported").OutLines.Order(Order(rule)).Take(3)
        );
    }

    [Fact]
    public void ABadLineAndAConflictAreReportedAndTheOthersImported()
    {
        SampleRules.WriteTo(_tocsin);
        var lines = _tocsin.Run("rules", "export", "rules").OutLines;
        _tocsin.Write("all.ndjson", lines[0], """{"type":"eql","rule_id":"x","query":7}""", lines[1]);
        Assert.Equal(2, _tocsin.Run("rules", "import", "all.ndjson", "--to", "imported").Status);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_tocsin.Folder, "imported")).Length);

        _tocsin.Write("new.ndjson", lines[0].Replace("\"Many.\"", "\"More.\"", StringComparison.Ordinal), lines[1]);
        var conflict = _tocsin.Run("rules", "import", "new.ndjson", "--to", "imported");
        Assert.Equal(2, conflict.Status);
        Assert.Contains("TOC4025", conflict.Error, StringComparison.Ordinal);
        Assert.Contains("0 files written, 1 unchanged", conflict.Error, StringComparison.Ordinal);
        var forced = _tocsin.Run("rules", "import", "new.ndjson", "--to", "imported", "--overwrite");
        Assert.Equal(0, forced.Status);
        Assert.Contains("1 file written, 1 unchanged", forced.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoVersionsOfARuleInOneImportAreAConflict()
    {
        SampleRules.WriteTo(_tocsin);
        var line = _tocsin.Run("rules", "export", "rules/count.toml").OutLines[0];
        _tocsin.Write("all.ndjson", line, line.Replace("\"Many.\"", "\"More.\"", StringComparison.Ordinal));
        var call = _tocsin.Run("rules", "import", "all.ndjson", "--to", "imported");

        Assert.Equal(2, call.Status);
        Assert.Contains("TOC4026", call.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(_tocsin.Folder, "imported")));
    }

    [Fact]
    public void OneRuleIsPrintedAsTomlAndSeveralNeedAFolder()
    {
        SampleRules.WriteTo(_tocsin);

        Assert.Contains("[rule]\n", _tocsin.Run("rules", "export", "rules/shell.toml", "--to", "toml").Out);
        Assert.Equal(2, _tocsin.Run("rules", "export", "rules", "--to", "toml").Status);
        Assert.Equal(2, _tocsin.Run("rules", "export", "rules", "--to", "yaml").Status);
    }

    /// <summary>The rule first, then the list, then its item.</summary>
    private static Comparer<string> Order(string rule) =>
        Comparer<string>.Create((a, b) => Rank(a, rule).CompareTo(Rank(b, rule)));

    private static int Rank(string line, string rule) =>
        line == rule ? 0
        : line.Contains("\"item_id\"", StringComparison.Ordinal) ? 2
        : line.Contains("\"exported_count\"", StringComparison.Ordinal) ? 3
        : 1;
}
