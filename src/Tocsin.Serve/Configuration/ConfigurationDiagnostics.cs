using Tocsin.Core.Diagnostics;

namespace Tocsin.Serve.Configuration;

/// <summary>What can be wrong with the configuration of <c>tocsin serve</c>.</summary>
internal static class ConfigurationDiagnostics
{
    /// <summary>The file is not YAML, or uses what is not offered: several documents, aliases that hold themselves.</summary>
    public static readonly DiagnosticDescriptor NotYaml = new("TOC4401", Severity.Error, "this is no YAML: {0}");

    public static readonly DiagnosticDescriptor UnknownKey = new("TOC4402", Severity.Error, "unknown key `{0}`");

    public static readonly DiagnosticDescriptor WrongKind = new("TOC4403", Severity.Error, "`{0}` must be {1}");

    public static readonly DiagnosticDescriptor OutOfRange = new("TOC4404", Severity.Error, "`{0}` must be {1}");

    public static readonly DiagnosticDescriptor MissingKey = new("TOC4405", Severity.Error, "`{0}` is missing");

    public static readonly DiagnosticDescriptor RepeatedKey = new("TOC4406", Severity.Error, "`{0}` is there twice");

    /// <summary>An environment variable or file that a value refers to.</summary>
    public static readonly DiagnosticDescriptor BadReference = new(
        "TOC4407",
        Severity.Error,
        "the value of `{0}` cannot be read: {1}"
    );

    /// <summary>An address that others reach, without authentication.</summary>
    public static readonly DiagnosticDescriptor OpenListener = new(
        "TOC4408",
        Severity.Error,
        "the listener `{0}` is reached from other machines and lets anybody in"
    );

    /// <summary>Authentication is required and nobody can authenticate.</summary>
    public static readonly DiagnosticDescriptor NobodyMayCall = new(
        "TOC4409",
        Severity.Error,
        "the listener `{0}` requires authentication, and `auth` names nobody"
    );

    public static readonly DiagnosticDescriptor BadFile = new(
        "TOC4410",
        Severity.Error,
        "the file of `{0}` cannot be used: {1}"
    );

    /// <summary>Passwords and tokens over plain HTTP.</summary>
    public static readonly DiagnosticDescriptor PlainSecrets = new(
        "TOC4411",
        Severity.Warning,
        "the listener `{0}` takes tokens and passwords without encryption"
    );
}
