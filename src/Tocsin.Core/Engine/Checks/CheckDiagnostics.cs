using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Engine.Checks;

/// <summary>What is right as text and can hardly be meant. Numbers: TOC20xx.</summary>
internal static class CheckDiagnostics
{
    /// <summary>A condition, or a part of one, that no event can satisfy.</summary>
    public static readonly DiagnosticDescriptor NeverHolds = new(
        "TOC2001",
        Severity.Warning,
        "this condition can never hold"
    );

    /// <summary><c>not f like "*"</c>: written as a pattern, and it only asks whether the field is absent.</summary>
    public static readonly DiagnosticDescriptor NegatedStar = new(
        "TOC2002",
        Severity.Warning,
        "the pattern matches every value: negated, it holds only where the field is absent"
    );

    /// <summary>One of several alternatives over a field that matches whatever the others match.</summary>
    public static readonly DiagnosticDescriptor StarAmongOthers = new(
        "TOC2003",
        Severity.Warning,
        "this matches every value of the field: the alternatives beside it have no effect"
    );

    /// <summary>A sequence that lasts longer than what one run sees.</summary>
    public static readonly DiagnosticDescriptor SpanBeyondWindow = new(
        "TOC2004",
        Severity.Warning,
        "`maxspan` is {0}, but each run sees only {1}: longer sequences are not found"
    );
}
