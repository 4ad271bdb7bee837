using System.CommandLine;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Rules;
using Tocsin.Core.Scenarios;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin rules test</c>: runs scenarios and shows what is not as expected.</summary>
internal sealed class RulesTestCommand
{
    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupt;

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Scenario files, and folders, which are searched for them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "A report for people, or XML for CI systems.",
        HelpName = "text|junit",
        DefaultValueFactory = _ => "text",
    };

    private readonly SemanticsOption _semantics = new();

    private RulesTestCommand(Terminal terminal, CancellationToken interrupt)
    {
        _terminal = terminal;
        _interrupt = interrupt;
    }

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var test = new RulesTestCommand(terminal, interrupt);
        var command = new Command("test", "Run scenarios: a rule, events, and the alerts that must follow.")
        {
            test._paths,
            test._format,
            test._semantics.Option,
        };
        command.SetAction(test.Run);
        return command;
    }

    private int Run(ParseResult call)
    {
        var format = call.GetValue(_format)!;
        if (format is not ("text" or "junit"))
            throw new CallException($"unknown format `{format}`", "formats are `text` and `junit`");
        var semantics = _semantics.Of(call);
        var isQuiet = call.GetValue(GlobalOptions.Quiet);
        var found = new DiagnosticBag();
        var scenarios = ScenarioFiles.Load(call.GetValue(_paths) ?? [], found);
        var diagnostics = found.ToSortedArray();
        new DiagnosticPrinter(_terminal).Print(diagnostics, call.GetValue(GlobalOptions.Verbose));

        var results = new List<ScenarioResult>();
        foreach (var scenario in scenarios)
        {
            _interrupt.ThrowIfCancellationRequested();
            var result = ScenarioResult.Of(scenario, semantics);
            results.Add(result);
            if (format == "text")
                Show(result, isQuiet);
        }

        if (format == "junit")
            JUnitReport.Write(results, [.. diagnostics.Where(d => d.IsError)], _terminal.Out);
        _terminal.OutText.Flush();
        if (!isQuiet)
            Summarize(results, diagnostics.Count(d => d.IsError));
        if (diagnostics.Any(d => d.Descriptor == RuleDiagnostics.CannotOpen))
            return ExitStatus.Failed;
        if (found.HasErrors || results.Exists(r => r.Diagnostics.Count > 0))
            return ExitStatus.Wrong;
        return results.TrueForAll(r => r.Passed) ? ExitStatus.Done : ExitStatus.Reached;
    }

    private void Show(ScenarioResult result, bool isQuiet)
    {
        var style = _terminal.OutStyle;
        var text = _terminal.OutText;
        var scenario = result.Scenario;
        if (result.Passed)
        {
            if (!isQuiet)
                text.WriteLine($"{style.Green("pass")}  {scenario.Id}");
            return;
        }

        var position = scenario.File.GetPosition(scenario.Span.Start);
        text.WriteLine(
            $"{style.Red("FAIL")}  {scenario.Id}  ({scenario.File.Name}:{position.Line}, semantics {RunSemanticsNames.Of(result.Semantics)})"
        );
        if (scenario.Note.Length > 0)
            text.WriteLine($"      {style.Dim(scenario.Note.ReplaceLineEndings(" "))}");
        foreach (var diagnostic in result.Diagnostics)
            text.WriteLine("      " + DiagnosticRenderer.Render(diagnostic).ReplaceLineEndings("\n      ").TrimEnd());
        foreach (var difference in result.Differences)
        {
            text.WriteLine("      " + DisplayText.Clean(difference.Title));
            foreach (var detail in difference.Details)
                text.WriteLine("          " + DisplayText.Clean(detail));
        }
    }

    private void Summarize(List<ScenarioResult> results, int broken)
    {
        var passed = results.Count(r => r.Passed);
        var failed = results.Count - passed;
        var parts = new List<string>
        {
            DiagnosticPrinter.Counted(results.Count, "scenario"),
            $"{passed} passed",
            $"{failed} failed",
        };
        if (broken > 0)
            parts.Add($"{DiagnosticPrinter.Counted(broken, "error")} in scenario files");
        _terminal.Say(string.Join(", ", parts));
    }
}
