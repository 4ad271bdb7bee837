using Tocsin.Core.Diagnostics;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Tree;

/// <summary>Tells the user what is wrong inside a string.</summary>
internal static class StringProblems
{
    /// <summary>Reports each problem that decoding found; gives their number.</summary>
    public static int Report(StringDecoder decoder, StringForm form, SourceText source, DiagnosticBag diagnostics)
    {
        if (decoder.Problems is null)
            return 0;
        foreach (var (problem, span) in decoder.Problems)
            diagnostics.Add(ToDiagnostic(problem, span, form, source));
        return decoder.Problems.Count;
    }

    private static Diagnostic ToDiagnostic(StringProblem problem, TextSpan span, StringForm form, SourceText source)
    {
        if (problem == StringProblem.ControlCharacter)
        {
            var code = ((int)source.Text[span.Start]).ToString("X4");
            var hasEscapes = form is StringForm.Basic or StringForm.MultilineBasic or StringForm.Json;
            var help = hasEscapes ? $"write it as `\\u{code}`" : null;
            return new(TreeDiagnostics.ControlCharacter, source, span, [code], Help: help);
        }

        var advice = problem switch
        {
            StringProblem.UnknownEscape when form == StringForm.Json => "a backslash is written `\\\\`",
            StringProblem.UnknownEscape => "a backslash is written `\\\\`; in apostrophes nothing is escaped",
            StringProblem.BadCodePoint => "`\\u` needs four hexadecimal digits, in TOML `\\U` eight",
            _ => "no character has this number",
        };
        return new(TreeDiagnostics.BadEscape, source, span, [source.Slice(span)], Help: advice);
    }
}
