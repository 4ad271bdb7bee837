using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;
using Tocsin.Core.Rules.Toml;
using Tocsin.Core.Rules.Tree;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Rules;

/// <summary>The published rules: all load, and come back from the other format as they were (D7).</summary>
public sealed class RuleCorpusTests
{
    // Tests of a class run one after the other.
    private static (LoadedRules Rules, Diagnostic[] Diagnostics)? Loaded;

    [Fact]
    public void AllLoadWithoutErrorAndWithoutUnknownFields()
    {
        var loaded = Load(out var diagnostics);
        Assert.Equal(2066, loaded.Rules.Count);
        Assert.Equal(
            [
                "eql 1024",
                "esql 209",
                "machine_learning 106",
                "new_terms 240",
                "query 453",
                "threat_match 6",
                "threshold 28",
            ],
            loaded.Rules.CountBy(r => r.Type.ToName()).OrderBy(c => c.Key).Select(c => $"{c.Key} {c.Value}")
        );
        // The one remark that the corpus deserves: a window shorter than the interval (D1).
        var only = Assert.Single(diagnostics);
        Assert.Equal(RuleDiagnostics.UnseenTime, only.Descriptor);
        Assert.EndsWith("privilege_escalation_endgame_process_injection_prevented.toml", only.Source.Name);
    }

    [Fact]
    public void LoadInWellUnderASecond()
    {
        var root = SharedData.Require("corpus/elastic-rules");
        var watch = Stopwatch.StartNew();
        RuleFiles.Load([root], new DiagnosticBag());
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms");
        // About a third of a second alone on one core; the bound leaves room for busy machines.
        Assert.True(watch.ElapsedMilliseconds < 4000, $"{watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public void QueriesStandWhereTheirPositionsSay()
    {
        foreach (var rule in Load(out _).Rules.Where(r => r.Query is not null))
        {
            var text = rule.Query!.Text.TrimEnd();
            var last = rule.Query.ToRootOffset(text.Length - 1);
            Assert.True(text[^1] == rule.File.Text[last] || rule.File.Text[last] == '\\', rule.File.Name);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ComeBackFromNdjsonAndFromTomlAsTheyWere(bool keepsOrigin)
    {
        var failures = new List<string>();
        foreach (var rule in Load(out _).Rules)
        {
            var fromNdjson = Read(RuleWriter.ToNdjson(rule, keepsOrigin), isToml: false);
            var fromToml = Read(RuleWriter.ToToml(fromNdjson), isToml: true);
            if (!AreEqual(rule.Document, fromNdjson.Document) || !AreEqual(rule.Document, fromToml.Document))
                failures.Add(rule.File.Name);
            if (rule.Query?.Text != fromToml.Query?.Text)
                failures.Add(rule.File.Name);
        }

        Assert.True(failures.Count == 0, $"{failures.Count} differ\n{string.Join("\n", failures.Take(20))}");
    }

    [Fact]
    public void TheWholeFileComesBackWhenTheOriginIsKept()
    {
        var failures = new List<string>();
        foreach (var rule in Load(out _).Rules)
        {
            var toml = RuleWriter.ToToml(Read(RuleWriter.ToNdjson(rule), isToml: false));
            var original = TreeJson.ToJson(TomlFile.Parse(rule.File, new DiagnosticBag()));
            var diagnostics = new DiagnosticBag();
            var written = TreeJson.ToJson(TomlFile.Read(Encoding.UTF8.GetBytes(toml), "f", diagnostics, out _));
            Assert.Equal(0, diagnostics.Count);
            if (!AreEqual(original, written))
                failures.Add(rule.File.Name);
        }

        Assert.True(failures.Count == 0, $"{failures.Count} differ\n{string.Join("\n", failures.Take(20))}");
    }

    /// <summary>Placeholders are numbered anew, and what was a section of the note stays the setup.</summary>
    [Fact]
    public void WithoutTheOriginOnlyNoteAndSetupMayDiffer()
    {
        foreach (var rule in Load(out _).Rules)
        {
            var toml = RuleWriter.ToToml(Read(RuleWriter.ToNdjson(rule, keepsOrigin: false), isToml: false));
            var original = RuleTable(rule.File.Text);
            var written = RuleTable(toml);
            Assert.True(AreEqual(original, written), rule.File.Name);
        }

        static JsonObject RuleTable(string toml)
        {
            var table = TomlFile.Parse(Core.Text.SourceText.From(toml, "f"), new DiagnosticBag())["rule"]!;
            var json = TreeJson.ToJson((TableNode)table);
            json.Remove("note");
            json.Remove("setup");
            return json;
        }
    }

    private static LoadedRules Load(out Diagnostic[] diagnostics)
    {
        var root = SharedData.Require("corpus/elastic-rules");
        if (Loaded is null)
        {
            var bag = new DiagnosticBag();
            var loaded = RuleFiles.Load([root], bag);
            Loaded = (loaded, bag.ToSortedArray());
        }

        diagnostics = Loaded.Value.Diagnostics;
        return Loaded.Value.Rules;
    }

    private static Rule Read(string text, bool isToml)
    {
        var loaded = new LoadedRules();
        var diagnostics = new DiagnosticBag();
        var loader = new RuleLoader(loaded, diagnostics);
        if (isToml)
            loader.LoadToml(Encoding.UTF8.GetBytes(text), "rule.toml");
        else
            loader.LoadJson(Encoding.UTF8.GetBytes(text), "rules.ndjson");
        Assert.False(
            diagnostics.HasErrors,
            string.Join("\n", diagnostics.ToSortedArray().Select(DiagnosticRenderer.Render))
        );
        return Assert.Single(loaded.Rules);
    }

    private static bool AreEqual(JsonNode a, JsonNode b) => CanonicalJson.Write(a) == CanonicalJson.Write(b);
}
