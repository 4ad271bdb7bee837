using System.Globalization;
using Tocsin.Core.Text;

namespace Tocsin.Core.Diagnostics;

/// <summary>Something to tell the user about a text of theirs, and where.</summary>
/// <param name="Descriptor">What kind it is.</param>
/// <param name="Source">The text; spans count in it.</param>
/// <param name="Span">The part that is wrong.</param>
/// <param name="Arguments">The values for the placeholders of the message.</param>
/// <param name="Label">What is wrong at the span, beside the caret; may be empty.</param>
/// <param name="Help">What the reader can do; null where nothing is known.</param>
internal sealed record Diagnostic(
    DiagnosticDescriptor Descriptor,
    SourceText Source,
    TextSpan Span,
    object[] Arguments,
    string Label = "",
    string? Help = null
)
{
    /// <summary>The message with its arguments, on one line.</summary>
    public string Message => string.Format(CultureInfo.InvariantCulture, Descriptor.Message, Arguments);

    /// <summary>Where the span begins, in the file that the user edits.</summary>
    public LinePosition Position => Source.GetPosition(Span.Start);

    /// <summary>Whether it keeps the rule or query from running.</summary>
    public bool IsError => Descriptor.Severity == Severity.Error;
}
