using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Scenarios;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>The cases of <c>conformance/detection</c>, run as the reference runs them.</summary>
public sealed class DetectionScenarioTests
{
    private const string Folder = "conformance/detection";

    public static TheoryData<string> CaseIds =>
        [.. SharedData.FilesOrNone(Folder, "det-*.json").Select(f => Path.GetFileNameWithoutExtension(f))];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CaseIds))]
    public void TheAlertsAreThoseExpected(string id)
    {
        var scenario = Load(id);
        var outcome = ScenarioRunner.Run(scenario, RunSemantics.Elastic);

        Assert.Empty(outcome.Diagnostics.Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        var differences = ScenarioCheck.Compare(scenario, outcome);
        Assert.True(
            differences.Count == 0,
            string.Join("\n", differences.Select(d => string.Join("\n    ", d.Details.Prepend(d.Title))))
        );
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(CaseIds))]
    public void EachWrongExpectationIsCaught(string id)
    {
        var path = SharedData.Require($"{Folder}/{id}.json");
        var outcome = ScenarioRunner.Run(Load(id), RunSemantics.Elastic);

        var missed = new List<string>();
        foreach (var (name, text) in ScenarioMutations.Of(File.ReadAllText(path)))
        {
            var changed = Assert.Single(ScenarioFiles.Parse(SourceText.From(text, path), new DiagnosticBag()));
            if (ScenarioCheck.Compare(changed, outcome).Count == 0)
                missed.Add(name);
        }

        Assert.Empty(missed);
    }

    [Fact]
    public void AlertsOfOneLabelAreOfOneGroup()
    {
        // Two sequences in which each event pairs with the other's partner if groups are not looked at.
        var path = SharedData.FilesOrNone(Folder, "det-*sequence*.json").FirstOrDefault();
        Assert.SkipWhen(path is null, "needs ../shared/conformance/detection beside the repository");
        var text = JsonNode.Parse(File.ReadAllText(path))!;
        var labelled = text["expected_alerts"]!.AsArray().Where(a => a!["group"] is not null).ToList();
        labelled[0]!["group"] = "another";

        var scenario = Assert.Single(
            ScenarioFiles.Parse(SourceText.From(text.ToJsonString(), path), new DiagnosticBag())
        );

        Assert.NotEmpty(ScenarioCheck.Compare(scenario, ScenarioRunner.Run(scenario, RunSemantics.Elastic)));
    }

    private static Scenario Load(string id)
    {
        var diagnostics = new DiagnosticBag();
        var scenarios = ScenarioFiles.Load([SharedData.Require($"{Folder}/{id}.json")], diagnostics);
        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        return Assert.Single(scenarios);
    }
}
