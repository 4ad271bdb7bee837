using System.Globalization;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Output;

/// <summary>Prints diagnostics to standard error, in colour where it is a terminal, and counts them.</summary>
internal sealed class DiagnosticPrinter(Terminal terminal)
{
    /// <summary>How many errors were given.</summary>
    public int Errors { get; private set; }

    /// <summary>How many warnings were given, printed or not.</summary>
    public int Warnings { get; private set; }

    /// <summary>Prints diagnostics.</summary>
    /// <param name="diagnostics">In the order of printing.</param>
    /// <param name="withWarnings">Whether warnings are printed or only counted.</param>
    public void Print(IEnumerable<Diagnostic> diagnostics, bool withWarnings)
    {
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.IsError)
                Errors++;
            else
                Warnings++;
            if (diagnostic.IsError || withWarnings)
                Print(diagnostic);
        }
    }

    /// <summary>“2 errors, 1 warning”; empty where there is nothing.</summary>
    public string Summary()
    {
        var parts = new List<string>();
        if (Errors > 0)
            parts.Add(Counted(Errors, "error"));
        if (Warnings > 0)
            parts.Add(Counted(Warnings, "warning"));
        return string.Join(", ", parts);
    }

    /// <summary>“1 rule”, “1,960 rules”.</summary>
    public static string Counted(long count, string noun) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    private void Print(Diagnostic diagnostic)
    {
        var style = terminal.ErrorStyle;
        var lines = DiagnosticRenderer.Render(diagnostic).TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = DisplayText.Clean(lines[i]);
            terminal.Say(i == 0 ? PaintHead(line, diagnostic.IsError, style) : PaintRest(line, diagnostic, style));
        }
    }

    private static string PaintHead(string line, bool isError, TextStyle style)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0)
            return line;
        var head = isError ? style.Red(line[..colon]) : style.Yellow(line[..colon]);
        return head + style.Bold(line[colon..]);
    }

    private static string PaintRest(string line, Diagnostic diagnostic, TextStyle style)
    {
        var bar = line.IndexOf(" | ", StringComparison.Ordinal);
        if (bar < 0 || line.AsSpan(0, bar).Trim().Length > 0)
            return bar < 0 ? style.Dim(line) : style.Dim(line[..(bar + 2)]) + line[(bar + 2)..];
        var rest = line[(bar + 2)..];
        return style.Dim(line[..(bar + 2)]) + (diagnostic.IsError ? style.Red(rest) : style.Yellow(rest));
    }
}
