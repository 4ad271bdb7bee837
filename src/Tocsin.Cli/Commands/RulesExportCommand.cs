using System.CommandLine;
using System.Text;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Cli.RuleSets;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin rules export</c>: writes rules and their exception lists as an export of Kibana or as TOML files.</summary>
internal sealed class RulesExportCommand
{
    private readonly Terminal _terminal;

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Rule files and folders; without any, the built-in rules.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _to = new("--to")
    {
        Description = "One export in Kibana's form, or a folder of TOML files. Default: ndjson.",
        HelpName = "ndjson|toml",
        DefaultValueFactory = _ => "ndjson",
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The file, or for TOML the folder, to write to; default: standard output, for TOML of one rule.",
        HelpName = "FILE|DIR",
    };

    private readonly Option<bool> _overwrite = new("--overwrite")
    {
        Description = "TOML: put a rule in the place of another version of it.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _dropOrigin = new("--drop-origin")
    {
        Description = "NDJSON: leave out `meta.toml`, which holds what only the TOML file says.",
        Arity = ArgumentArity.Zero,
    };

    private RulesExportCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var export = new RulesExportCommand(terminal);
        var command = new Command("export", "Write rules as an export of Kibana or as TOML files.")
        {
            export._paths,
            export._to,
            export._output,
            export._overwrite,
            export._dropOrigin,
        };
        command.SetAction(export.Run);
        return command;
    }

    private int Run(ParseResult call)
    {
        var form = call.GetValue(_to)!;
        if (form is not ("ndjson" or "toml"))
            throw new CallException($"unknown form `{form}`", "forms are `ndjson` and `toml`");
        var found = new DiagnosticBag();
        var loaded = RuleSet.Load(call.GetValue(_paths) ?? [], found, GlobalOptions.ThreadsOf(call));
        if (form == "ndjson")
            WriteNdjson(call, loaded);
        else
            WriteToml(call, loaded, found);
        new DiagnosticPrinter(_terminal).Print(found.ToSortedArray(), call.GetValue(GlobalOptions.Verbose));
        if (!call.GetValue(GlobalOptions.Quiet))
            _terminal.Say($"{DiagnosticPrinter.Counted(loaded.Rules.Count, "rule")} exported");
        return found.HasErrors ? ExitStatus.Wrong : ExitStatus.Done;
    }

    private void WriteNdjson(ParseResult call, LoadedRules loaded)
    {
        var lines = RuleExport.Lines(
            loaded.Rules,
            RuleFolder.Documents(loaded.ExceptionLists),
            RuleFolder.Documents(loaded.ExceptionItems),
            keepsOrigin: !call.GetValue(_dropOrigin)
        );
        if (call.GetValue(_output) is not { } path)
        {
            using var buffered = new BufferedStream(new UnclosedStream(_terminal.Out), 1 << 16);
            Write(lines, buffered);
            return;
        }

        if (Directory.Exists(path))
            throw new CallException($"`{path}` is a folder", "`--output` names a file");
        using var file = OutputFile.Create(path);
        Write(lines, file.Stream);
        file.Commit();
    }

    private void WriteToml(ParseResult call, LoadedRules loaded, DiagnosticBag found)
    {
        if (call.GetValue(_output) is { } path)
        {
            var folder = RuleFolder.Open(path, call.GetValue(_overwrite), found);
            loaded.Rules.ForEach(folder.Add);
            folder.AddExceptions(loaded.ExceptionLists, loaded.ExceptionItems);
            return;
        }

        if (loaded.Rules.Count > 1)
            throw new CallException("a TOML file holds one rule", "name a folder with `--output DIR`");
        using var buffered = new BufferedStream(new UnclosedStream(_terminal.Out));
        foreach (var rule in loaded.Rules)
            buffered.Write(Encoding.UTF8.GetBytes(RuleWriter.ToToml(rule)));
    }

    private static void Write(IEnumerable<string> lines, Stream stream)
    {
        foreach (var line in lines)
        {
            stream.Write(Encoding.UTF8.GetBytes(line));
            stream.Write("\n"u8);
        }
    }
}
