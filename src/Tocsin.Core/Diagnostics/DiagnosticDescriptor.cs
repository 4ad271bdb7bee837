namespace Tocsin.Core.Diagnostics;

/// <summary>One kind of diagnostic.</summary>
/// <param name="Code">Stable and never reused: TOC1xxx syntax, 2xxx names and types, 3xxx not supported, 4xxx rule files, 5xxx run time.</param>
/// <param name="Severity">Whether it stops the rule.</param>
/// <param name="Message">Lower case, no full stop, names in backticks; <c>{0}</c>, <c>{1}</c> stand for arguments.</param>
internal sealed record DiagnosticDescriptor(string Code, Severity Severity, string Message);
