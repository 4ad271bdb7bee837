using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Fields;

/// <summary>What can be wrong with a types file.</summary>
internal static class FieldDiagnostics
{
    /// <summary>A line without a tab, or with an empty half.</summary>
    public static readonly DiagnosticDescriptor MalformedLine = new(
        "TOC2901",
        Severity.Error,
        "expected `field<TAB>type`"
    );

    /// <summary>A type that no Elasticsearch mapping has.</summary>
    public static readonly DiagnosticDescriptor UnknownType = new(
        "TOC2902",
        Severity.Error,
        "unknown field type `{0}` for `{1}`"
    );

    /// <summary>One field with two types in one file; the later line holds.</summary>
    public static readonly DiagnosticDescriptor DeclaredTwice = new(
        "TOC2903",
        Severity.Warning,
        "the type of `{0}` is declared twice: `{1}` replaces `{2}`"
    );
}
