using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Rules.Tree;

/// <summary>What can be wrong with the syntax of a TOML or JSON file.</summary>
internal static class TreeDiagnostics
{
    public static readonly DiagnosticDescriptor InvalidUtf8 = new("TOC4101", Severity.Error, "the file is not UTF-8");

    public static readonly DiagnosticDescriptor Expected = new("TOC4102", Severity.Error, "expected {0}");

    public static readonly DiagnosticDescriptor Unterminated = new("TOC4103", Severity.Error, "{0} is never closed");

    public static readonly DiagnosticDescriptor DuplicateKey = new("TOC4104", Severity.Error, "`{0}` is set twice");

    public static readonly DiagnosticDescriptor DuplicateTable = new(
        "TOC4105",
        Severity.Error,
        "the table `{0}` is defined twice"
    );

    /// <summary>A header or dotted key that leads through something that is no table, or is complete.</summary>
    public static readonly DiagnosticDescriptor CannotExtend = new(
        "TOC4106",
        Severity.Error,
        "nothing can be added to `{0}` here: it is {1}"
    );

    public static readonly DiagnosticDescriptor BadEscape = new("TOC4107", Severity.Error, "`{0}` is no escape");

    public static readonly DiagnosticDescriptor ControlCharacter = new(
        "TOC4108",
        Severity.Error,
        "the control character U+{0} may not stand here"
    );

    public static readonly DiagnosticDescriptor BadNumber = new("TOC4109", Severity.Error, "`{0}` is no number");

    public static readonly DiagnosticDescriptor NumberTooLarge = new(
        "TOC4110",
        Severity.Error,
        "`{0}` does not fit into 64 bits"
    );

    public static readonly DiagnosticDescriptor BadDateTime = new(
        "TOC4111",
        Severity.Error,
        "`{0}` is no date or time that exists"
    );

    public static readonly DiagnosticDescriptor TooDeep = new(
        "TOC4112",
        Severity.Error,
        "values are nested more than {0} levels deep"
    );

    /// <summary>JSON allows equal keys, and nobody means them.</summary>
    public static readonly DiagnosticDescriptor RepeatedKey = new(
        "TOC4113",
        Severity.Warning,
        "the key `{0}` is repeated; the last one counts"
    );
}
