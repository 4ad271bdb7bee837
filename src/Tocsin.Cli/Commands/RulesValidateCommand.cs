using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Cli.RuleSets;
using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin rules validate</c>: reads and compiles rules and says what is wrong with them.</summary>
internal sealed class RulesValidateCommand
{
    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupt;

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Rule files and folders; without any, the built-in rules.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "A summary for people, or everything as one JSON object.",
        HelpName = "text|json",
        DefaultValueFactory = _ => "text",
    };

    private readonly TypesSettings _types = new();

    private RulesValidateCommand(Terminal terminal, CancellationToken interrupt)
    {
        _terminal = terminal;
        _interrupt = interrupt;
    }

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var validate = new RulesValidateCommand(terminal, interrupt);
        var command = new Command("validate", "Check rules.") { validate._paths, validate._format };
        validate._types.AddOptionsTo(command);
        command.SetAction(validate.Run);
        return command;
    }

    private int Run(ParseResult call)
    {
        var format = call.GetValue(_format)!;
        if (format is not ("text" or "json"))
            throw new CallException($"unknown format `{format}`", "formats are `text` and `json`");
        var started = Stopwatch.GetTimestamp();
        var found = new DiagnosticBag();
        var types = _types.Load(call, found);
        var loaded = RuleSet.Load(call.GetValue(_paths) ?? [], found, GlobalOptions.ThreadsOf(call));
        var compiled = CompiledRuleSet.Compile(
            loaded,
            new RuleCompiler(types, new FieldTable(), knownIndices: [], TreePipeline.Default),
            onlyEnabled: false,
            found,
            GlobalOptions.ThreadsOf(call)
        );
        _interrupt.ThrowIfCancellationRequested();
        var elapsed = Stopwatch.GetElapsedTime(started);

        var diagnostics = found.ToSortedArray();
        if (format == "json")
            WriteJson(diagnostics, compiled);
        else
            WriteText(diagnostics, compiled, call, elapsed);
        return found.HasErrors || loaded.RuleCount == 0 ? ExitStatus.Wrong : ExitStatus.Done;
    }

    private void WriteText(Diagnostic[] diagnostics, CompiledRuleSet compiled, ParseResult call, TimeSpan elapsed)
    {
        var isQuiet = call.GetValue(GlobalOptions.Quiet);
        var printer = new DiagnosticPrinter(_terminal);
        printer.Print(diagnostics, withWarnings: !isQuiet);
        var output = _terminal.OutText;
        var table = new TextTable(
            new("TYPE"),
            new("RULES", AlignsRight: true),
            new("LOAD", AlignsRight: true),
            new("PASSED OVER", AlignsRight: true),
            new("WRONG", AlignsRight: true)
        );
        var rows = new List<string[]>();
        foreach (var group in compiled.Results.GroupBy(r => r.Rule.Type).OrderBy(g => g.Key))
        {
            rows.Add([
                group.Key.ToName(),
                Number(group.Count()),
                Number(group.Count(r => r.Fate == RuleFate.Ready)),
                Number(group.Count(r => r.Fate == RuleFate.PassedOver)),
                Number(group.Count(r => r.Fate == RuleFate.Wrong)),
            ]);
        }

        rows.ForEach(table.Measure);
        if (rows.Count > 0)
            table.WriteHeader(output, _terminal.OutStyle);
        foreach (var row in rows)
            table.WriteRow(output, row, _ => cell => cell);

        var tally = compiled.Tally;
        var machineLearning = compiled.Results.Count(r => r.Rule.Type == RuleType.MachineLearning);
        output.WriteLine(
            $"{Number(tally.Loaded)} of {Number(compiled.RuleCount - machineLearning)} executable rules load"
        );
        if (machineLearning > 0)
            output.WriteLine(
                $"{DiagnosticPrinter.Counted(machineLearning, "machine-learning rule")} not executable here: the anomaly jobs are the Elastic Stack's"
            );
        if (!isQuiet)
        {
            if (printer.Summary() is { Length: > 0 } summary)
                _terminal.Say(summary);
            _terminal.Say(string.Create(CultureInfo.InvariantCulture, $"checked in {elapsed.TotalSeconds:0.00} s"));
        }
    }

    private void WriteJson(Diagnostic[] diagnostics, CompiledRuleSet compiled)
    {
        using var buffered = new BufferedStream(new UnclosedStream(_terminal.Out));
        using (var writer = new Utf8JsonWriter(buffered, JsonDocuments.WriterOptions))
        {
            var tally = compiled.Tally;
            writer.WriteStartObject();
            writer.WriteNumber("loaded", tally.Loaded);
            writer.WriteNumber("passed_over", tally.PassedOver);
            writer.WriteNumber("wrong", tally.Wrong);
            writer.WriteNumber(
                "machine_learning",
                compiled.Results.Count(r => r.Rule.Type == RuleType.MachineLearning)
            );
            writer.WriteStartArray("diagnostics");
            foreach (var diagnostic in diagnostics)
                Write(writer, diagnostic);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        buffered.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter writer, Diagnostic diagnostic)
    {
        writer.WriteStartObject();
        writer.WriteString("code", diagnostic.Descriptor.Code);
        writer.WriteString("severity", diagnostic.IsError ? "error" : "warning");
        writer.WriteString("message", diagnostic.Message);
        writer.WriteString("file", diagnostic.Source.Name);
        writer.WriteNumber("line", diagnostic.Position.Line);
        writer.WriteNumber("column", diagnostic.Position.Column);
        if (diagnostic.Help is not null)
            writer.WriteString("help", diagnostic.Help);
        writer.WriteEndObject();
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
