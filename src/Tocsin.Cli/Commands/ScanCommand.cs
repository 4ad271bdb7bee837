using System.CommandLine;
using System.Diagnostics;
using Tocsin.Cli.Completion;
using Tocsin.Cli.Input;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Cli.RuleSets;
using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin scan</c>: runs rules over inputs that end and prints the alerts.</summary>
internal sealed class ScanCommand
{
    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupt;
    private readonly InputSettings _input = new("Files, folders, globs, or `-` for standard input.");
    private readonly OutputSettings _output = new("table|ndjson|json|csv|sarif|html");
    private readonly ScanSettings _settings = new();
    private readonly CompletionSettings _completion = new();
    private readonly SequenceLimitOptions _sequenceLimits = new();

    private ScanCommand(Terminal terminal, CancellationToken interrupt)
    {
        _terminal = terminal;
        _interrupt = interrupt;
    }

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var scan = new ScanCommand(terminal, interrupt);
        var command = new Command("scan", "Run rules over files or standard input and print the alerts.");
        command.Add(scan._input.Paths);
        scan._settings.AddOptionsTo(command);
        scan._sequenceLimits.AddTo(command);
        scan._output.AddOptionsTo(command);
        scan._input.AddOptionsTo(command);
        scan._completion.AddOptionsTo(command);
        command.SetAction(scan.Run);
        return command;
    }

    private int Run(ParseResult call)
    {
        var settings = _settings.Read(call);
        var format = _output.Format(call);
        var threads = settings.IsPlain ? 1 : GlobalOptions.ThreadsOf(call);
        var sequenceLimits = _sequenceLimits.Read(call);
        _output.CheckTarget(call);
        if (call.GetValue(_input.Paths) is not { Length: > 0 })
            throw new CallException("no input", "name files, folders or globs, or `-` for standard input");

        var printer = new DiagnosticPrinter(_terminal);
        var found = new DiagnosticBag();
        var types = TypesFiles.Load(_input.Types(call), _input.StrictFields(call), found);
        if (found.HasErrors)
        {
            printer.Print(found.ToSortedArray(), withWarnings: true);
            return ExitStatus.Wrong;
        }

        var isQuiet = call.GetValue(GlobalOptions.Quiet);
        if (threads > 1)
            ReaderWarmUp.Start();
        using var loading = QuietLoading.Begin(settings.Rules);
        var fields = new FieldTable();
        var loaded = RuleSet.Load(settings.Rules, found, threads);
        using var input = EventInput.Open(call, _input, types, mayReadStandardInput: false);
        input.UsesVectors = !settings.IsPlain;
        var exceptions = ReadExceptions(settings, loaded, found);
        if (exceptions is null)
        {
            printer.Print(found.ToSortedArray(), withWarnings: true);
            return ExitStatus.Wrong;
        }

        using var completion = _completion.Open(call, _terminal, _interrupt);
        var indicators = new IndicatorFiles(settings.Indicators, types, input.Streams, input.Problems);
        var compiler = new RuleCompiler(types, fields, knownIndices: [], OptimizerOf(settings))
        {
            Lookups = LookupFiles.Load(_input.Lookups(call), types),
            ReadIndicators = indicators.Read,
            ExceptionsOf = exceptions.Of,
            ValueLists = ValueListFiles.Load(settings.ValueLists),
            Streams = input.Streams,
            Completion = completion,
            RequiresCompletion = true,
            SequenceLimits = sequenceLimits,
        };
        var rules = CompiledRuleSet.Compile(loaded, compiler, settings.OnlyEnabled, found, threads);
        loading.Dispose();
        printer.Print(found.ToSortedArray(), call.GetValue(GlobalOptions.Verbose));
        TellWarnings(call, printer);
        foreach (var list in exceptions.NotUsedBy(loaded.Rules))
            _terminal.Say($"{_terminal.ErrorStyle.Yellow("warning")}: no rule refers to the exception list `{list}`");
        if (indicators.IsUnused)
            _terminal.Say($"{_terminal.ErrorStyle.Yellow("warning")}: no rule reads the documents of `--indicators`");
        if (!isQuiet)
            CompletionNotes.TellPassedOver(_terminal, found.ToSortedArray());
        var plans = rules.Plans.ToList();
        if (plans.Count == 0)
        {
            _terminal.Complain("no rule could be loaded", found.HasErrors ? null : "name rules with `--rules PATH`");
            return ExitStatus.Wrong;
        }

        using var spool = new AlertSpool(input.Streams, settings.MinimumSeverity);
        var started = Stopwatch.GetTimestamp();
        using var run = new ScanRun(new CompiledRules(plans), fields, input, spool, settings);
        var outcome = run.Execute(_terminal, threads, isQuiet, _interrupt);
        var elapsed = Stopwatch.GetElapsedTime(started);

        _output.Write(call, _terminal, (stream, style) => AlertOutput.Write(spool, format, style, stream));
        if (settings.Report is { } path)
        {
            using var report = OutputFile.Create(path);
            LedgerReport.Write(run.Ledger, outcome, settings.Semantics, report.Stream);
            report.Commit();
        }

        if (!isQuiet)
        {
            ScanSummary.Print(_terminal, outcome, spool, rules.Tally, elapsed);
            LedgerSummary.Print(_terminal, run.Ledger);
            CompletionNotes.TellUnanswered(_terminal, completion);
        }

        input.Problems.Print(_terminal, isQuiet);
        return StatusOf(settings, input, spool, found.HasErrors);
    }

    private static TreePipeline OptimizerOf(ScanSettings.Values settings) =>
        settings.IsPlain ? TreePipeline.None : TreePipeline.Default;

    /// <summary>The exceptions that come with the rules and those of the files; null, reported, where a file is wrong.</summary>
    private static ExceptionLists? ReadExceptions(ScanSettings.Values settings, LoadedRules loaded, DiagnosticBag found)
    {
        var own = new DiagnosticBag();
        var files = RuleFiles.Load(settings.Exceptions, own);
        var exceptions = ExceptionLists.Read(loaded.ExceptionItems.Concat(files.ExceptionItems), own);
        found.AddRange(own.ToSortedArray());
        return own.HasErrors ? null : exceptions;
    }

    /// <summary>Warnings of rules are counted, not printed: a user of many published rules cannot mend them.</summary>
    private void TellWarnings(ParseResult call, DiagnosticPrinter printer)
    {
        if (printer.Warnings == 0 || call.GetValue(GlobalOptions.Quiet) || call.GetValue(GlobalOptions.Verbose))
            return;
        _terminal.Say(
            $"{_terminal.ErrorStyle.Yellow("warning")}: {DiagnosticPrinter.Counted(printer.Warnings, "warning")} "
                + "about rules; `--verbose` or `tocsin rules validate` shows them"
        );
    }

    private static int StatusOf(ScanSettings.Values settings, EventInput input, AlertSpool spool, bool hasBadRules)
    {
        if (input.Problems.HasFailedInput)
            return ExitStatus.Failed;
        if (hasBadRules && !settings.SkipBadRules)
            return ExitStatus.Wrong;
        return settings.FailOn is { } limit && spool.Highest >= limit ? ExitStatus.Reached : ExitStatus.Done;
    }
}
