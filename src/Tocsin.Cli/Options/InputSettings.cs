using System.CommandLine;

namespace Tocsin.Cli.Options;

/// <summary>What <c>scan</c> and <c>query</c> read, and how its fields are typed.</summary>
internal sealed class InputSettings
{
    private readonly Option<string> _source = new("--source")
    {
        Description = "The format of the records; `auto` recognises it record by record.",
        HelpName = "auto|NAME",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> _index = new("--index")
    {
        Description =
            "The index of records that name none, and of those that name their own (not of search hits and recognised sources).",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _types = new("--types")
    {
        Description =
            "Field types over the built-in catalogue: a file with lines `field<TAB>type`, for all indices or one; repeatable.",
        HelpName = "[INDEX=]FILE",
    };

    private readonly Option<bool> _strictFields = new("--strict-fields")
    {
        Description = "A field that neither a types file nor the catalogue knows is an error.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<string[]> _lookups = new("--lookup")
    {
        Description = "A table for `LOOKUP JOIN` and `ENRICH`: NDJSON or CSV; repeatable.",
        HelpName = "NAME=FILE",
    };

    /// <param name="paths">What the argument means, for the help.</param>
    public InputSettings(string paths) =>
        Paths = new Argument<string[]>("PATH") { Description = paths, Arity = ArgumentArity.ZeroOrMore };

    /// <summary>The inputs.</summary>
    public Argument<string[]> Paths { get; }

    /// <summary>Adds the options; the argument is added by the command, whose order it is.</summary>
    public void AddOptionsTo(Command command)
    {
        command.Add(_source);
        command.Add(_index);
        command.Add(_types);
        command.Add(_strictFields);
        command.Add(_lookups);
    }

    public string Source(ParseResult call) => call.GetValue(_source)!;

    public string? Index(ParseResult call) => call.GetValue(_index);

    public string[] Types(ParseResult call) => call.GetValue(_types) ?? [];

    public bool StrictFields(ParseResult call) => call.GetValue(_strictFields);

    public string[] Lookups(ParseResult call) => call.GetValue(_lookups) ?? [];
}
