using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;

namespace Tocsin.Core.Tests.Rules;

public sealed class RuleFilesTests : IDisposable
{
    private const string Rule = """
        [rule]
        name = "n"
        description = "d"
        rule_id = "ID"
        severity = "high"
        risk_score = 73
        type = "query"
        query = "a:b"
        tags = ["Domain: Container", "Data Source: Kubernetes"]
        [metadata]
        integration = ["cloud_defend"]
        [[rule.threat]]
        framework = "F"
        tactic = { id = "TA0002", name = "Execution", reference = "r" }
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("tocsin-rules-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void FoldersAreReadInTheOrderOfPathsHiddenFilesAside()
    {
        Write("b.toml", "b");
        Write("a/z.toml", "a");
        Write(".hidden/x.toml", "h");
        Write(".x.toml", "h");
        Write("c.txt", "t");
        Assert.Equal(["a", "b"], Load(out var codes, _root, Path.Combine(_root, "b.toml")).Rules.Select(r => r.RuleId));
        Assert.Empty(codes);
    }

    [Fact]
    public void LinksToFilesAreFollowedAndLinksToFoldersAreNot()
    {
        Write("real/x.toml", "x");
        Write("folder/y.TOML", "y");
        File.CreateSymbolicLink(Path.Combine(_root, "folder", "linked.toml"), Path.Combine(_root, "real", "x.toml"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "folder", "circle"), Path.Combine(_root, "folder"));
        var rules = Load(out var codes, Path.Combine(_root, "folder")).Rules;
        Assert.Equal(["x", "y"], rules.Select(r => r.RuleId));
        Assert.Empty(codes);
    }

    [Fact]
    public void ANamedFileMayBeCalledAnything()
    {
        Write("rule.txt", "t");
        Assert.Single(Load(out _, Path.Combine(_root, "rule.txt")).Rules);
    }

    [Fact]
    public void AFolderWithoutRulesAndAMissingFileAreErrors()
    {
        Directory.CreateDirectory(Path.Combine(_root, "empty"));
        Load(out var codes, Path.Combine(_root, "empty"), Path.Combine(_root, "missing.toml"));
        Assert.Equal(["TOC4001", "TOC4002"], codes.Order());
    }

    [Fact]
    public void OtherFilesInAFolderAreAWarningAndNamedOnesAnError()
    {
        Write("a.toml", "a");
        File.WriteAllText(Path.Combine(_root, "other.toml"), "[tool]\nx = 1\n");
        File.WriteAllText(Path.Combine(_root, "package.json"), "{\"name\": \"x\"}");
        Assert.Single(Load(out var inFolder, _root).Rules);
        Assert.Equal(["TOC4004", "TOC4004"], inFolder);
        Load(out var named, Path.Combine(_root, "other.toml"));
        Assert.Equal(["TOC4003"], named);
    }

    [Fact]
    public void ARuleIdThatOccursTwiceIsAWarning()
    {
        Write("a.toml", "same");
        Write("b.toml", "same");
        Assert.Equal(2, Load(out var codes, _root).Rules.Count);
        Assert.Equal(["TOC4015"], codes);
    }

    [Fact]
    public void FiltersAreMetByAllTheirCriteria()
    {
        Write("a.toml", "a");
        var rule = Load(out _, _root).Rules[0];
        Assert.True(new RuleFilter().Matches(rule));
        Assert.True(
            new RuleFilter
            {
                Tags = ["container"],
                Tactics = ["execution"],
                DataSources = ["KUBERNETES"],
            }.Matches(rule)
        );
        Assert.True(
            new RuleFilter
            {
                Tactics = ["TA0002"],
                DataSources = ["cloud_defend"],
                MinSeverity = RuleSeverity.Medium,
            }.Matches(rule)
        );
        Assert.False(new RuleFilter { Types = [RuleType.Eql] }.Matches(rule));
        Assert.False(new RuleFilter { Severities = [RuleSeverity.Low] }.Matches(rule));
        Assert.False(new RuleFilter { Tags = ["Contain"] }.Matches(rule));
        Assert.False(new RuleFilter { Tags = ["Container"], Tactics = ["Impact"] }.Matches(rule));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void HowManyThreadsReadChangesNothing(int threads)
    {
        for (var i = 0; i < 60; i++)
            Write($"{i % 7}/{i}.toml", i % 13 == 0 ? "same" : $"r{i}");
        File.WriteAllText(Path.Combine(_root, "3/bad.toml"), "[rule\n");
        File.WriteAllText(Path.Combine(_root, "5/none.toml"), "x = 1\n");
        var (expected, actual) = (new DiagnosticBag(), new DiagnosticBag());
        var one = RuleFiles.Load([_root], expected);
        var many = RuleFiles.Load([_root], actual, threads);

        Assert.Equal(60, one.Rules.Count);
        Assert.Equal(one.Rules.Select(r => (r.RuleId, r.File.Name)), many.Rules.Select(r => (r.RuleId, r.File.Name)));
        Assert.Equal((one.RuleCount, one.FileCount), (many.RuleCount, many.FileCount));
        Assert.Equal(
            expected.ToSortedArray().Select(DiagnosticRenderer.Render),
            actual.ToSortedArray().Select(DiagnosticRenderer.Render)
        );
    }

    private void Write(string path, string id)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, Rule.Replace("ID", id));
    }

    private static LoadedRules Load(out string[] codes, params string[] paths)
    {
        var diagnostics = new DiagnosticBag();
        var loaded = RuleFiles.Load(paths, diagnostics);
        codes = [.. diagnostics.ToSortedArray().Select(d => d.Descriptor.Code)];
        return loaded;
    }
}
