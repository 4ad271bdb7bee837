using System.CommandLine;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;

namespace Tocsin.Cli.Options;

/// <summary>The options that say which types fields have.</summary>
internal sealed class TypesSettings
{
    private readonly Option<string[]> _types = new("--types")
    {
        Description = "Field types over the built-in catalogue; repeatable.",
        HelpName = "[INDEX=]FILE",
    };

    private readonly Option<bool> _strictFields = new("--strict-fields")
    {
        Description = "A field that neither a types file nor the catalogue knows is an error.",
        Arity = ArgumentArity.Zero,
    };

    public void AddOptionsTo(Command command)
    {
        command.Add(_types);
        command.Add(_strictFields);
    }

    /// <summary>Reads the types files of a call.</summary>
    public FieldTypes Load(ParseResult call, DiagnosticBag diagnostics) =>
        TypesFiles.Load(call.GetValue(_types) ?? [], call.GetValue(_strictFields), diagnostics);
}
