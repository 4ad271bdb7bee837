using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Rules;

/// <summary>Texts of rules that are let go of and come back when they are asked for.</summary>
public class PackedTextTests
{
    private const string Head =
        "[rule]\nname = 'n'\nrule_id = 'r'\ndescription = 'd'\ntype = 'eql'\nlanguage = 'eql'\nseverity = 'low'\nrisk_score = 1\nindex = ['logs-*']\n";

    [Theory]
    [InlineData("query = 'process where process.name == \"é\"'", "process where process.name == \"é\"", 16)]
    [InlineData("query = '''\nprocess where\n  user.name == \"x\"\n'''", "process where\n  user.name == \"x\"\n", 16)]
    [InlineData(
        "query = '''\r\nprocess where\r\n  user.name == \"x\"\r\n'''",
        "process where\n  user.name == \"x\"\n",
        16
    )]
    [InlineData("query = \"process where user.name == \\\"x\\\"\"", "process where user.name == \"x\"", 27)]
    public void AQueryComesBackWithItsPlaces(string line, string expected, int offset)
    {
        foreach (var mark in new[] { "", "\uFEFF" })
        {
            var rule = Load(mark + Head + line + "\n");
            var before = rule.Query!.GetPosition(offset);

            var found = new DiagnosticBag();
            var compiler = new RuleCompiler(FieldTypes.Default, new FieldTable(), [], TreePipeline.Default);
            Assert.NotNull(compiler.Compile(rule, found));
            GC.Collect();

            Assert.Equal(expected, rule.Query.Text);
            Assert.Equal(before, rule.Query.GetPosition(offset));
            Assert.Equal((Head + line + "\n").ReplaceLineEndings("\n"), rule.File.Text.ReplaceLineEndings("\n"));
        }
    }

    [Fact]
    public void EqualTextsOfSeveralFilesAreOneString()
    {
        var loaded = new LoadedRules();
        var loader = new RuleLoader(loaded, new DiagnosticBag(), new TextPool());
        for (var i = 0; i < 2; i++)
            loader.LoadToml(
                Encoding.UTF8.GetBytes(Head + $"tags = ['Domain: Cloud']\nquery = 'any where true // {i}'\n"),
                $"{i}.toml"
            );

        Assert.Equal(2, loaded.Rules.Count);
        Assert.Same(loaded.Rules[0].Tags[0], loaded.Rules[1].Tags[0]);
    }

    [Fact]
    public void FilesThatAreDecodedIntoOneBufferDoNotMixUp()
    {
        string[] queries =
        [
            "query = \"process where user.name == \\\"x\\\" // " + new string('ü', 5000) + "\"\n",
            "query = 'any where true'\n",
            "query = '''\nprocess where\n  process.name == \"é\"\n'''\n",
        ];
        var loaded = new LoadedRules();
        var loader = new RuleLoader(loaded, new DiagnosticBag(), new TextPool());
        foreach (var query in queries)
            loader.LoadToml(Encoding.UTF8.GetBytes(Head + query), "rule.toml");

        Assert.Equal(queries.Length, loaded.Rules.Count);
        for (var i = 0; i < queries.Length; i++)
        {
            var (alone, rule) = (Load(Head + queries[i]), loaded.Rules[i]);
            Assert.Equal(alone.Query!.Text, rule.Query!.Text);
            Assert.Equal(alone.Query.GetPosition(20), rule.Query.GetPosition(20));
            Assert.Equal(Head + queries[i], rule.File.Text);
            Assert.Equal(alone.Document.ToJsonString(), rule.Document.ToJsonString());
        }
    }

    private static Rule Load(string toml)
    {
        var loaded = new LoadedRules();
        var diagnostics = new DiagnosticBag();
        new RuleLoader(loaded, diagnostics).LoadToml(Encoding.UTF8.GetBytes(toml), "rule.toml");
        Assert.False(diagnostics.HasErrors, string.Join('\n', diagnostics.ToSortedArray().Select(d => d.Message)));
        return Assert.Single(loaded.Rules);
    }
}
