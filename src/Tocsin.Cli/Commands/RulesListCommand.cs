using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Cli.RuleSets;
using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin rules list</c>: one line a rule.</summary>
internal sealed class RulesListCommand
{
    private readonly Terminal _terminal;
    private readonly OutputSettings _output = new("table|json|ndjson|csv");
    private readonly RuleFilterSettings _filter = new();

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Rule files and folders; without any, the built-in rules.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private RulesListCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var list = new RulesListCommand(terminal);
        var command = new Command("list", "List rules.") { list._paths };
        list._filter.AddOptionsTo(command);
        list._output.AddOptionsTo(command);
        command.SetAction(list.Run);
        return command;
    }

    private int Run(ParseResult call)
    {
        var format = _output.Format(call);
        var filter = _filter.Read(call);
        _output.CheckTarget(call);
        var found = new DiagnosticBag();
        var loaded = RuleSet.Load(call.GetValue(_paths) ?? [], found, GlobalOptions.ThreadsOf(call));
        var printer = new DiagnosticPrinter(_terminal);
        printer.Print(found.ToSortedArray(), call.GetValue(GlobalOptions.Verbose));
        var rules = loaded.Rules.Where(filter.Matches).ToList();
        rules.Sort((a, b) => Compare(a, b));
        _output.Write(call, _terminal, (stream, style) => Write(rules, format, style, stream));
        if (!call.GetValue(GlobalOptions.Quiet))
            _terminal.Say(
                rules.Count == loaded.Rules.Count
                    ? DiagnosticPrinter.Counted(rules.Count, "rule")
                    : $"{rules.Count:N0} of {DiagnosticPrinter.Counted(loaded.Rules.Count, "rule")}"
            );
        return loaded.Rules.Count == 0 || found.HasErrors ? ExitStatus.Wrong : ExitStatus.Done;
    }

    private static int Compare(Rule a, Rule b)
    {
        var order = string.CompareOrdinal(a.Name, b.Name);
        return order != 0 ? order : string.CompareOrdinal(a.RuleId, b.RuleId);
    }

    private static void Write(List<Rule> rules, ResultFormat format, TextStyle style, Stream stream)
    {
        if (format is ResultFormat.Json or ResultFormat.Ndjson)
        {
            WriteJson(rules, format == ResultFormat.Json, stream);
            return;
        }

        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        if (format == ResultFormat.Csv)
        {
            var csv = new CsvWriter(text);
            csv.Record("name", "type", "language", "severity", "risk_score", "tactics", "rule_id", "enabled", "file");
            foreach (var rule in rules)
            {
                csv.Record(
                    rule.Name,
                    rule.Type.ToName(),
                    rule.Language?.ToName() ?? "",
                    rule.Severity.ToName(),
                    rule.RiskScore.ToString(CultureInfo.InvariantCulture),
                    string.Join("; ", Tactics(rule)),
                    rule.RuleId,
                    rule.Enabled ? "true" : "false",
                    rule.File.Name
                );
            }

            return;
        }

        WriteTable(rules, style, text);
    }

    private static void WriteTable(List<Rule> rules, TextStyle style, TextWriter text)
    {
        if (rules.Count == 0)
            return;
        var table = new TextTable(
            new("NAME", Weight: 4),
            new("TYPE"),
            new("SEVERITY"),
            new("RISK", AlignsRight: true),
            new("TACTIC", Weight: 2),
            new("ID")
        );
        var rows = rules.ConvertAll(r =>
            new[]
            {
                DisplayText.Clean(r.Name),
                r.Type.ToName(),
                r.Severity.ToName(),
                r.RiskScore.ToString(CultureInfo.InvariantCulture),
                DisplayText.Clean(string.Join(", ", Tactics(r))),
                DisplayText.Clean(r.RuleId),
            }
        );
        rows.ForEach(table.Measure);
        if (style.Width is { } width)
            table.FitTo(width);
        table.WriteHeader(text, style);
        for (var i = 0; i < rows.Count; i++)
        {
            var severity = rules[i].Severity;
            table.WriteRow(
                text,
                rows[i],
                column => column is 2 or 3 ? cell => style.Severity(severity, cell) : cell => cell
            );
        }
    }

    private static void WriteJson(List<Rule> rules, bool isArray, Stream stream)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonDocuments.WriterOptions);
        stream.Write(isArray ? "["u8 : ""u8);
        for (var i = 0; i < rules.Count; i++)
        {
            if (isArray)
                stream.Write(i == 0 ? "\n"u8 : ",\n"u8);
            rules[i].Document.WriteTo(writer);
            writer.Flush();
            stream.Write(buffer.WrittenSpan);
            if (!isArray)
                stream.Write("\n"u8);
            buffer.ResetWrittenCount();
            writer.Reset();
        }

        stream.Write(
            !isArray ? ""u8
            : rules.Count > 0 ? "\n]\n"u8
            : "]\n"u8
        );
    }

    private static IEnumerable<string> Tactics(Rule rule) => rule.Threats.Select(t => t.Tactic.Name).Distinct();
}
