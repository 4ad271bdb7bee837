namespace Tocsin.Core.Diagnostics;

/// <summary>How grave a diagnostic is. Only an <see cref="Error"/> keeps a rule or query from running.</summary>
internal enum Severity
{
    Warning,
    Error,
}
