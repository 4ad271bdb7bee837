using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;

namespace Tocsin.Core.Scenarios;

/// <summary>A scenario that was run and checked.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Semantics">Whose behaviour it was run with.</param>
/// <param name="Diagnostics">What kept it from running; empty where it ran.</param>
/// <param name="Differences">What is not as expected.</param>
/// <param name="AlertCount">How many alerts there were.</param>
internal sealed record ScenarioResult(
    Scenario Scenario,
    RunSemantics Semantics,
    IReadOnlyList<Diagnostic> Diagnostics,
    IReadOnlyList<ScenarioDifference> Differences,
    int AlertCount
)
{
    /// <summary>Whether it ran and all was as expected.</summary>
    public bool Passed => Diagnostics.Count == 0 && Differences.Count == 0;

    /// <summary>Runs and checks a scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="fallback">The semantics where it names none.</param>
    public static ScenarioResult Of(Scenario scenario, RunSemantics fallback)
    {
        var semantics = scenario.Semantics ?? fallback;
        var outcome = ScenarioRunner.Run(scenario, semantics);
        return outcome.HasFailed
            ? new(scenario, semantics, [.. outcome.Diagnostics.Where(d => d.IsError)], [], 0)
            : new(scenario, semantics, [], ScenarioCheck.Compare(scenario, outcome), outcome.Alerts.Count);
    }
}
