using System.CommandLine;
using System.Globalization;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Cli.RuleSets;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin rules import</c>: turns exports into a folder of TOML files, one a rule.</summary>
/// <remarks>What is wrong with a line, or would overwrite another version of a rule, is reported; the others are imported.</remarks>
internal sealed class RulesImportCommand
{
    private readonly Terminal _terminal;

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Exports of Kibana, or rule files and folders.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _to = new("--to")
    {
        Description = "The folder that takes the TOML files; made where it is not there.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<bool> _overwrite = new("--overwrite")
    {
        Description = "Put a rule in the place of another version of it.",
        Arity = ArgumentArity.Zero,
    };

    private RulesImportCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var import = new RulesImportCommand(terminal);
        var command = new Command("import", "Turn exports of Kibana into a folder of TOML files.")
        {
            import._files,
            import._to,
            import._overwrite,
        };
        command.SetAction(import.Run);
        return command;
    }

    private int Run(ParseResult call)
    {
        var found = new DiagnosticBag();
        var loaded = RuleFiles.Load(call.GetValue(_files) ?? [], found, GlobalOptions.ThreadsOf(call));
        var folder = RuleFolder.Open(call.GetValue(_to)!, call.GetValue(_overwrite), found);
        loaded.Rules.ForEach(folder.Add);
        folder.AddExceptions(loaded.ExceptionLists, loaded.ExceptionItems);
        new DiagnosticPrinter(_terminal).Print(found.ToSortedArray(), withWarnings: true);
        if (!call.GetValue(GlobalOptions.Quiet))
        {
            var unchanged =
                folder.UnchangedCount == 0
                    ? ""
                    : string.Create(CultureInfo.InvariantCulture, $", {folder.UnchangedCount:N0} unchanged");
            _terminal.Say($"{DiagnosticPrinter.Counted(folder.WrittenCount, "file")} written{unchanged}");
        }

        return found.HasErrors ? ExitStatus.Wrong : ExitStatus.Done;
    }
}
