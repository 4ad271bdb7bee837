using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>Runs the built-in pack over the events beside it, and over the samples.</summary>
public sealed class RulePackTests
{
    public static TheoryData<string> Files => [.. BuiltInRules.ReadAll().Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void RuleIsRaisedByItsEvents(string file)
    {
        var rule = Load(file);
        var path = EventsOf(file, "match");

        var detections = RuleScan.Run([rule], path);

        Assert.NotEmpty(detections);
        // A condition on single events is raised by each line.
        if (detections[0].GroupKey.Length == 0 && detections[0].SequenceEvents.Count == 0)
            Assert.Equal(File.ReadLines(path).Count(), detections.Count);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void RuleIsNotRaisedByNearMisses(string file)
    {
        var path = EventsOf(file, "near-miss");

        Assert.NotEmpty(File.ReadLines(path));
        Assert.Empty(RuleScan.Run([Load(file)], path).Select(Describe));
    }

    [Fact]
    public void PackCompilesWithoutAWarning()
    {
        var diagnostics = new DiagnosticBag();
        var compiler = new RuleCompiler(FieldTypes.Default, new FieldTable(), [], TreePipeline.Default);

        Assert.All(BuiltInRules.ReadAll(), f => Assert.NotNull(compiler.Compile(Load(f.Name), diagnostics)));

        Assert.Empty(diagnostics.ToSortedArray().Select(DiagnosticRenderer.Render));
    }

    [Fact]
    public void SamplesTellTheirStory()
    {
        var rules = BuiltInRules.ReadAll().Select(f => Load(f.Name));

        var detections = RuleScan.Run(rules, SharedData.InRepository("samples"));

        Assert.Equal(
            [
                "Interactive Request to the Kubernetes API from a Container",
                "Interactive Request to the Kubernetes API from a Container",
                "Kubernetes Permissions Probed across Many Endpoints",
            ],
            detections.Select(d => d.Plan.Rule.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void SamplesRaiseThePublishedSeedRules()
    {
        var rules = Directory
            .GetFiles(SharedData.Require("seed-rules"), "*.toml")
            .Select(p => RuleScan.Load(p, File.ReadAllBytes(p)));

        var detections = RuleScan.Run(rules, SharedData.InRepository("samples"));

        Assert.Equal(2, detections.Select(d => d.Plan.Rule.RuleId).Distinct().Count());
    }

    private static Rule Load(string file)
    {
        var text = BuiltInRules.ReadAll().First(f => f.Name == file).Text;
        return RuleScan.Load(file, Encoding.UTF8.GetBytes(text));
    }

    private static string EventsOf(string file, string kind) =>
        SharedData.InRepository($"rules/tests/{Path.GetFileNameWithoutExtension(file)}/{kind}.jsonl");

    private static string Describe(Detection detection) =>
        $"{detection.Plan.Rule.Name}: {detection.Evidence.Count} events, {string.Join(", ", detection.GroupKey)}";
}
