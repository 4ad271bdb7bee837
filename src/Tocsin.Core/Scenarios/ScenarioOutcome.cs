using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Reference;

namespace Tocsin.Core.Scenarios;

/// <summary>What running a scenario led to.</summary>
/// <param name="Alerts">All alerts that exist after the last run, in the order in which they were written.</param>
/// <param name="Warnings">What the runs warned of.</param>
/// <param name="Diagnostics">What kept the scenario from running; then there are no alerts.</param>
internal sealed record ScenarioOutcome(
    IReadOnlyList<ScenarioAlert> Alerts,
    IReadOnlyList<ReferenceWarning> Warnings,
    IReadOnlyList<Diagnostic> Diagnostics
)
{
    /// <summary>Whether it could not run.</summary>
    public bool HasFailed => Diagnostics.Any(d => d.IsError);
}

/// <summary>An alert of a scenario.</summary>
/// <param name="Run">The run that created it, from 1; null where the scenario names no runs.</param>
/// <param name="Alert">The alert.</param>
/// <param name="Document">Its document after the last run, UTF-8 JSON.</param>
internal sealed record ScenarioAlert(int? Run, Alert Alert, byte[] Document);
