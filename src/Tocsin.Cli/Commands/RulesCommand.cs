using System.CommandLine;
using Tocsin.Cli.Output;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin rules</c>: looks at rules, checks them and turns one form into another.</summary>
internal static class RulesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal, CancellationToken interrupt) =>
        new("rules", "List, show, check, explain, test, export and import rules.")
        {
            RulesListCommand.Create(terminal),
            RulesShowCommand.Create(terminal),
            RulesValidateCommand.Create(terminal, interrupt),
            RulesExplainCommand.Create(terminal),
            RulesTestCommand.Create(terminal, interrupt),
            RulesExportCommand.Create(terminal),
            RulesImportCommand.Create(terminal),
        };
}
