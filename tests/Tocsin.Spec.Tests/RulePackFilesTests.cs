using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;
using Tocsin.Core.Rules.Toml;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>What every file of the built-in pack must have.</summary>
public sealed class RulePackFilesTests
{
    private static readonly Dictionary<string, long> RiskScores = new()
    {
        ["low"] = 21,
        ["medium"] = 47,
        ["high"] = 73,
        ["critical"] = 99,
    };

    public static TheoryData<string> Files => [.. BuiltInRules.ReadAll().Select(f => f.Name)];

    [Fact]
    public void ExecutableHoldsTheFilesOfTheFolder()
    {
        var folder = Directory.GetFiles(SharedData.InRepository("rules"), "*.toml");

        Assert.Equal(
            folder.Select(Path.GetFileName).Order(StringComparer.Ordinal),
            BuiltInRules.ReadAll().Select(f => f.Name)
        );
        Assert.All(BuiltInRules.ReadAll(), f => Assert.Equal(ReadText(f.Name), f.Text));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void RuleSaysWhatItIsForAndWhatToDo(string file)
    {
        var rule = ReadRule(file);

        foreach (
            var key in (string[])["name", "description", "note", "query", "license", "rule_id", "timestamp_override"]
        )
            Assert.False(string.IsNullOrWhiteSpace(Text(rule, key)), key);
        Assert.NotEmpty(((ArrayNode)rule["false_positives"]!).Items);
        Assert.Equal(RiskScores[Text(rule, "severity")], ((IntegerNode)rule["risk_score"]!).Value);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void RuleNamesItsTacticAndTheFileBeginsWithIt(string file)
    {
        var threats = ((ArrayNode)ReadRule(file)["threat"]!).Items.Cast<TableNode>().ToList();
        var tactics = threats.Select(t => Text((TableNode)t["tactic"]!, "name")).ToList();
        var tags = ((ArrayNode)ReadRule(file)["tags"]!).Items.Cast<StringNode>().Select(t => t.Value).ToList();

        Assert.StartsWith(tactics[0].Replace(' ', '_'), file, StringComparison.OrdinalIgnoreCase);
        Assert.All(tactics, t => Assert.Contains($"Tactic: {t}", tags));
        Assert.All(threats, t => Assert.NotEmpty(((ArrayNode)t["technique"]!).Items));
    }

    [Fact]
    public void IdsAndNamesAreUnique()
    {
        var rules = BuiltInRules.ReadAll().Select(f => ReadRule(f.Name)).ToList();

        Assert.Equal(rules.Count, rules.Select(r => Guid.Parse(Text(r, "rule_id"))).Distinct().Count());
        Assert.Equal(rules.Count, rules.Select(r => Text(r, "name")).Distinct().Count());
    }

    [Fact]
    public void ReadmeListsEveryRule()
    {
        var page = File.ReadAllText(SharedData.InRepository("rules/README.md"));

        Assert.All(
            BuiltInRules.ReadAll(),
            f => Assert.Contains($"| [{Text(ReadRule(f.Name), "name")}]({f.Name}) |", page, StringComparison.Ordinal)
        );
    }

    private static string ReadText(string file) => File.ReadAllText(SharedData.InRepository($"rules/{file}"));

    private static TableNode ReadRule(string file)
    {
        var diagnostics = new DiagnosticBag();
        var table = TomlFile.Parse(SourceText.From(ReadText(file), file), diagnostics);
        Assert.Empty(diagnostics.ToSortedArray().Select(DiagnosticRenderer.Render));
        return (TableNode)table["rule"]!;
    }

    private static string Text(TableNode table, string key) => ((StringNode)table[key]!).Value;
}
