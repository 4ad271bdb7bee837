using System.Text;
using Tocsin.Core.Languages;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;
using Tocsin.Core.Text;

namespace Tocsin.Cli.Output;

/// <summary>A query as it is shown to people: line by line, in colours on a terminal.</summary>
internal static class QueryPrinter
{
    /// <summary>The lines, without blank ones at the ends.</summary>
    public static IEnumerable<string> Lines(SourceText query, RuleLanguage language, TextStyle style)
    {
        var text = query.Text;
        var painted = new StringBuilder();
        var at = 0;
        foreach (var (kind, span) in QueryTokens.Read(query, language))
        {
            if (span.Start < at)
                continue;
            Append(painted, text[at..span.Start], part => part);
            Append(painted, text[span.Start..span.End], part => Paint(style, kind, part));
            at = span.End;
        }

        Append(painted, text[at..], part => part);
        var lines = painted.ToString().Split('\n').Select(l => l.TrimEnd()).ToList();
        var first = lines.FindIndex(l => l.Length > 0);
        var last = lines.FindLastIndex(l => l.Length > 0);
        return first < 0 ? [] : lines[first..(last + 1)];
    }

    /// <summary>Adds a part whose lines are painted each by itself, so that no colour reaches over the end of a line.</summary>
    private static void Append(StringBuilder painted, string part, Func<string, string> paint)
    {
        var lines = part.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0)
                painted.Append('\n');
            painted.Append(paint(DisplayText.Clean(lines[i].TrimEnd('\r'))));
        }
    }

    private static string Paint(TextStyle style, QueryTokenKind kind, string text) =>
        kind switch
        {
            QueryTokenKind.Keyword => style.Cyan(text),
            QueryTokenKind.Function => style.Bold(text),
            QueryTokenKind.String => style.Green(text),
            QueryTokenKind.Number => style.Yellow(text),
            _ => style.Dim(text),
        };
}
