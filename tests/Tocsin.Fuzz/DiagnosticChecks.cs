using Tocsin.Core.Diagnostics;

namespace Tocsin.Fuzz;

/// <summary>What holds for every diagnostic, whatever the text.</summary>
internal static class DiagnosticChecks
{
    /// <summary>Fails where a span leaves its text, or a diagnostic cannot be shown.</summary>
    public static void Check(DiagnosticBag diagnostics)
    {
        foreach (var diagnostic in diagnostics.ToSortedArray())
        {
            var span = diagnostic.Span;
            var length = diagnostic.Source.Text.Length;
            FuzzFailure.Unless(
                span.Start >= 0 && span.Length >= 0 && span.End <= length,
                $"{diagnostic.Descriptor.Code} at {span.Start}..{span.End} of {length}"
            );
            var message = diagnostic.Message;
            FuzzFailure.Unless(message.Length > 0, $"{diagnostic.Descriptor.Code} says nothing");
            DiagnosticRenderer.Render(diagnostic);
        }
    }
}
