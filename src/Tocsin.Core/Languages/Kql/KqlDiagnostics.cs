using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Languages.Kql;

/// <summary>What can be wrong with a KQL query.</summary>
internal static class KqlDiagnostics
{
    public static readonly DiagnosticDescriptor Unexpected = new("TOC1201", Severity.Error, "expected {0}, found {1}");

    public static readonly DiagnosticDescriptor NeverClosed = new("TOC1202", Severity.Error, "{0} is never closed");

    public static readonly DiagnosticDescriptor BadEscape = new(
        "TOC1203",
        Severity.Error,
        "`{0}` is no escape outside quotes"
    );

    public static readonly DiagnosticDescriptor NullValue = new(
        "TOC1204",
        Severity.Error,
        "`null` without quotes is no value"
    );

    public static readonly DiagnosticDescriptor TooDeep = new(
        "TOC1205",
        Severity.Error,
        "the query is nested deeper than {0} levels"
    );

    public static readonly DiagnosticDescriptor EscapedNot = new(
        "TOC1206",
        Severity.Warning,
        "`\\n` is a line feed, so this looks for `{0}`"
    );

    public static readonly DiagnosticDescriptor UnknownField = new("TOC2201", Severity.Error, "unknown field `{0}`");

    public static readonly DiagnosticDescriptor UndeclaredField = new(
        "TOC2202",
        Severity.Warning,
        "nothing declares the field `{0}`; it is taken as its events have it"
    );

    public static readonly DiagnosticDescriptor WrongValue = new(
        "TOC2203",
        Severity.Error,
        "`{0}` is no value of the type {1}, which the field `{2}` has"
    );

    public static readonly DiagnosticDescriptor PatternOnType = new(
        "TOC2204",
        Severity.Error,
        "a wildcard cannot be used on the field `{0}`, whose type is {1}"
    );

    public static readonly DiagnosticDescriptor PatternInRange = new(
        "TOC2205",
        Severity.Error,
        "the bound of a range cannot hold a wildcard"
    );

    public static readonly DiagnosticDescriptor RangeOnType = new(
        "TOC2206",
        Severity.Error,
        "the field `{0}` has the type {1}, which has no ranges"
    );

    public static readonly DiagnosticDescriptor ValueOnType = new(
        "TOC2207",
        Severity.Error,
        "the field `{0}` has the type {1}, whose values cannot be compared in KQL"
    );

    public static readonly DiagnosticDescriptor QuotedStar = new(
        "TOC2208",
        Severity.Warning,
        "a star in quotes is a star, not a wildcard"
    );

    public static readonly DiagnosticDescriptor PatternAsPath = new(
        "TOC3201",
        Severity.Error,
        "a wildcard in the name before braces is not supported"
    );
}
