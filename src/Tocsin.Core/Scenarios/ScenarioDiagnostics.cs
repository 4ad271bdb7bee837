using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Scenarios;

/// <summary>What can be wrong with scenario files.</summary>
internal static class ScenarioDiagnostics
{
    public static readonly DiagnosticDescriptor NoScenarios = new(
        "TOC4201",
        Severity.Error,
        "there are no scenarios in `{0}`"
    );

    /// <summary>A value in a scenario file that is something else.</summary>
    public static readonly DiagnosticDescriptor NotAScenario = new(
        "TOC4202",
        Severity.Error,
        "a scenario has a `rule` and `expected_alerts`; this is something else"
    );

    public static readonly DiagnosticDescriptor BadTime = new("TOC4203", Severity.Error, "`{0}` is no instant");

    public static readonly DiagnosticDescriptor TicksOutOfOrder = new("TOC4204", Severity.Error, "`ticks` must ascend");

    public static readonly DiagnosticDescriptor UnknownType = new(
        "TOC4205",
        Severity.Error,
        "`{0}` is no type of fields"
    );

    public static readonly DiagnosticDescriptor NotOneRule = new(
        "TOC4206",
        Severity.Error,
        "`{0}` holds {1} rules that fit; a scenario is about one"
    );

    /// <summary>Events, indicators, or a part of them, that cannot be read.</summary>
    public static readonly DiagnosticDescriptor BadDocument = new(
        "TOC4207",
        Severity.Error,
        "a document cannot be read: {0}"
    );

    public static readonly DiagnosticDescriptor NotExecutable = new(
        "TOC4208",
        Severity.Error,
        "the rule of this scenario cannot run"
    );
}
