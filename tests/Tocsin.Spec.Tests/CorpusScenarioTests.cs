using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Rules;
using Tocsin.Core.Scenarios;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>Rules of the published corpus over events that they must, and events that they must not, be raised by.</summary>
public sealed class CorpusScenarioTests
{
    private const int RulesAtLeast = 150;

    public static TheoryData<string> Ids => [.. CorpusScenario.All.Keys];

    /// <summary>The scenarios in which both semantics must lead to the same alerts.</summary>
    public static TheoryData<string> IdsOfAnySemantics =>
        [.. CorpusScenario.All.Values.Where(s => s.Text["semantics"] is null).Select(s => s.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void TheReferenceRaisesTheAlertsExpected(string id) => Check(id, RunSemantics.Elastic);

    [Theory]
    [MemberData(nameof(IdsOfAnySemantics))]
    public void TheScanRaisesTheAlertsExpected(string id) => Check(id, RunSemantics.Tocsin);

    [Theory]
    [MemberData(nameof(Ids))]
    public void EachWrongExpectationIsCaught(string id)
    {
        SharedData.Require("corpus/elastic-rules");
        var text = CorpusScenario.All[id].Expand();
        var outcome = ScenarioRunner.Run(CorpusScenario.Parse(text), RunSemantics.Elastic);

        var missed = ScenarioMutations
            .Of(text)
            .Where(m => ScenarioCheck.Compare(CorpusScenario.Parse(m.Text), outcome).Count == 0)
            .Select(m => m.Name);

        Assert.Empty(missed);
    }

    [Fact]
    public void EveryTypeAndLanguageIsCovered()
    {
        SharedData.Require("corpus/elastic-rules");

        var rules = CorpusScenario
            .All.Values.Select(s => CorpusScenario.Parse(s.Expand()).Rule)
            .DistinctBy(r => r.RuleId)
            .ToList();

        Assert.InRange(rules.Count, RulesAtLeast, int.MaxValue);
        RuleLanguage?[] languages = [RuleLanguage.Kql, RuleLanguage.Eql, RuleLanguage.Esql];
        Assert.Empty(languages.Except(rules.Select(r => r.Language)));
        Assert.Empty(
            Enum.GetValues<RuleType>()
                .Except(rules.Select(r => r.Type))
                .Except([RuleType.MachineLearning, RuleType.SavedQuery])
        );
    }

    /// <summary>Scenarios in which the near miss is a group with one event fewer.</summary>
    public static TheoryData<string> IdsWithGroups =>
        [.. CorpusScenario.All.Values.Where(s => s.RepeatOf("near-miss") == s.RepeatOf("match") - 1).Select(s => s.Id)];

    [Theory]
    [MemberData(nameof(IdsWithGroups))]
    public void OneEventMoreMakesTheNearMissAMatch(string id)
    {
        SharedData.Require("corpus/elastic-rules");
        var scenario = CorpusScenario.All[id];
        var more = scenario with { Text = (JsonObject)scenario.Text.DeepClone() };
        more.EventOf("near-miss")["repeat"] = scenario.RepeatOf("match");

        var outcome = ScenarioRunner.Run(CorpusScenario.Parse(more.Expand()), RunSemantics.Elastic);

        Assert.Equal(scenario.Text["expected_alerts"]!.AsArray().Count + 1, outcome.Alerts.Count);
    }

    [Fact]
    public void EveryScenarioHasAMatchAndANearMissAndTellsThemApart()
    {
        Assert.All(
            CorpusScenario.All.Values,
            s =>
            {
                Assert.NotEmpty(s.Text["note"]!.GetValue<string>());
                Assert.NotEmpty(s.Text["expected_alerts"]!.AsArray());
                Assert.NotNull(s.EventOf("match"));
                // Sequences move in time as well, and their near misses are of several events.
                if (s.EventOf("near-miss") is { } miss && miss["_id"]!.GetValue<string>() is not "near-miss-1")
                    Assert.Single(miss["with"]!.AsObject());
            }
        );
    }

    private static void Check(string id, RunSemantics semantics)
    {
        SharedData.Require("corpus/elastic-rules");
        var scenario = CorpusScenario.Parse(CorpusScenario.All[id].Expand());

        var outcome = ScenarioRunner.Run(scenario, semantics);

        Assert.Empty(outcome.Diagnostics.Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        var differences = ScenarioCheck.Compare(scenario, outcome);
        Assert.True(
            differences.Count == 0,
            string.Join("\n", differences.Select(d => string.Join("\n    ", d.Details.Prepend(d.Title))))
        );
    }
}
