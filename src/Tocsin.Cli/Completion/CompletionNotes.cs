using Tocsin.Cli.Output;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Completion;

/// <summary>Tells what a scan could not do for want of a language model or of its answers: such rules do not alert.</summary>
internal static class CompletionNotes
{
    /// <summary>Says how many rules were passed over because no model is configured.</summary>
    public static void TellPassedOver(Terminal terminal, IEnumerable<Diagnostic> found)
    {
        var count = found.Count(d => d.Descriptor == EngineDiagnostics.NoLanguageModel);
        if (count == 0)
            return;
        var verb = count == 1 ? "asks" : "ask";
        Warn(
            terminal,
            $"{DiagnosticPrinter.Counted(count, "rule")} that {verb} a language model (`COMPLETION`) cannot run: "
                + "name one with `--completion-endpoint`"
        );
    }

    /// <summary>Says how many prompts got no answer, and why the first did not.</summary>
    public static void TellUnanswered(Terminal terminal, ChatCompletions? model)
    {
        if (model is not { UnansweredCount: > 0 })
            return;
        var count = DiagnosticPrinter.Counted(model.UnansweredCount, "prompt");
        Warn(terminal, $"{count} of `COMPLETION` got no answer: {DisplayText.Clean(model.FirstProblem!)}");
    }

    private static void Warn(Terminal terminal, string message) =>
        terminal.Say($"{terminal.ErrorStyle.Yellow("warning")}: {message}");
}
