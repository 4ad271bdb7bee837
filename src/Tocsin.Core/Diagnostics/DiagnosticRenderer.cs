using System.Globalization;
using System.Text;

namespace Tocsin.Core.Diagnostics;

/// <summary>Writes a diagnostic as people read it: message, place, the line, a caret under the span, and what to do.</summary>
internal static class DiagnosticRenderer
{
    private const int LineWidthMax = 160;

    /// <summary>The diagnostic as lines of text, ending in a line break; no colour.</summary>
    public static string Render(Diagnostic diagnostic)
    {
        var text = new StringBuilder();
        var position = diagnostic.Position;
        var severity = diagnostic.IsError ? "error" : "warning";
        text.Append(severity).Append(' ').Append(diagnostic.Descriptor.Code).Append(": ");
        text.Append(diagnostic.Message).Append('\n');

        var margin = position.Line.ToString(CultureInfo.InvariantCulture).Length;
        var indent = new string(' ', margin);
        text.Append(indent).Append("--> ").Append(diagnostic.Source.Name);
        text.Append(CultureInfo.InvariantCulture, $":{position.Line}:{position.Column}\n");

        var root = diagnostic.Source.Root;
        if (root.Text.Length > 0)
            AppendExcerpt(text, diagnostic, position, indent);
        if (diagnostic.Help is not null)
            text.Append(indent).Append(" = help: ").Append(diagnostic.Help).Append('\n');
        return text.ToString();
    }

    private static void AppendExcerpt(
        StringBuilder text,
        Diagnostic diagnostic,
        Text.LinePosition position,
        string indent
    )
    {
        // Long one-line queries are common: show a window of the line around the span.
        var root = diagnostic.Source.Root;
        var line = root.GetLine(position.Line);
        var column = Math.Min(ToUnits(line, position.Column - 1), line.Length);
        var from = line.Length <= LineWidthMax ? 0 : Math.Max(0, column - LineWidthMax / 2);
        var until = Math.Min(line.Length, from + LineWidthMax);
        var excerpt = line[from..until].Replace('\t', ' ');

        var rootSpan = diagnostic.Source.ToRootSpan(diagnostic.Span);
        var width = Math.Max(1, Math.Min(rootSpan.Length, until - column));
        text.Append(indent).Append(" |\n");
        text.Append(CultureInfo.InvariantCulture, $"{position.Line} | ").Append(from > 0 ? "…" : "");
        text.Append(excerpt).Append(until < line.Length ? "…" : "").Append('\n');
        text.Append(indent).Append(" | ").Append(' ', column - from + (from > 0 ? 1 : 0)).Append('^', width);
        if (diagnostic.Label.Length > 0)
            text.Append(' ').Append(diagnostic.Label);
        text.Append('\n');
    }

    private static int ToUnits(string line, int codePoints)
    {
        var index = 0;
        while (codePoints > 0 && index < line.Length)
        {
            index += char.IsHighSurrogate(line[index]) && index + 1 < line.Length ? 2 : 1;
            codePoints--;
        }

        return index;
    }
}
