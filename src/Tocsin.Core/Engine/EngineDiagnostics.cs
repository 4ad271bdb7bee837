using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Engine;

/// <summary>What keeps a checked rule from running as it is written.</summary>
internal static class EngineDiagnostics
{
    /// <summary>Needs anomaly jobs that only the Elastic Stack runs.</summary>
    public static readonly DiagnosticDescriptor MachineLearning = new(
        "TOC3001",
        Severity.Warning,
        "machine-learning rule `{0}` needs anomaly jobs and is passed over"
    );

    /// <summary>A rule type, or a part of a rule without which it must not run, that is not built yet.</summary>
    public static readonly DiagnosticDescriptor NotSupported = new(
        "TOC3002",
        Severity.Warning,
        "rule `{0}` is passed over: {1} is not supported yet"
    );

    /// <summary>An exception that applies to the rule and cannot be applied: the rule would alert on what its owner excepted.</summary>
    public static readonly DiagnosticDescriptor BadException = new(
        "TOC3003",
        Severity.Error,
        "an exception of rule `{0}` cannot be applied: {1}"
    );

    /// <summary>A rule that asks a language model where none is configured: with null for every answer it could never alert.</summary>
    public static readonly DiagnosticDescriptor NoLanguageModel = new(
        "TOC3004",
        Severity.Warning,
        "rule `{0}` is passed over: its `COMPLETION` needs a language model and none is configured"
    );
}
