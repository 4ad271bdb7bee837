namespace Tocsin.Core.Engine.Reference;

/// <summary>A warning of a run.</summary>
/// <param name="Run">The run, from 1.</param>
/// <param name="Kind">What it warns of.</param>
internal readonly record struct ReferenceWarning(int Run, ReferenceWarningKind Kind);

/// <summary>What runs warn of (<c>detection-engine.md</c>, D10, D15).</summary>
internal enum ReferenceWarningKind
{
    /// <summary>There were more new alerts than <c>max_signals</c>; those beyond it are lost.</summary>
    MaxSignals,

    /// <summary>Time since the previous run was too long for the windows that a run catches up on.</summary>
    Gap,
}
