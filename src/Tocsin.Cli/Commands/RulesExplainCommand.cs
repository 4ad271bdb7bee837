using System.CommandLine;
using Tocsin.Cli.Input;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Cli.RuleSets;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Explain;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin rules explain</c>: what a rule became: schedule, fields, condition, stages, steps.</summary>
internal sealed class RulesExplainCommand
{
    private readonly Terminal _terminal;

    private readonly Argument<string[]> _wanted = new("RULE")
    {
        Description = "Ids or names of rules, or parts of names; or rule files and folders, for all their rules.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _rules = new("--rules")
    {
        Description = "Where rules are looked for: files and folders; repeatable. Default: the built-in rules.",
        HelpName = "PATH",
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "Text for people, or one JSON array.",
        HelpName = "text|json",
        DefaultValueFactory = _ => "text",
    };

    private readonly TypesSettings _types = new();

    private readonly Option<string[]> _exceptions = new("--exceptions")
    {
        HelpName = "FILE",
        Description = "Exception lists as Kibana exports them, for the rules that refer to them; repeatable.",
    };

    private readonly Option<string[]> _valueLists = new("--value-list")
    {
        HelpName = "ID=FILE",
        Description = "The values, one a line, of a list that exceptions name; repeatable.",
    };

    private readonly Option<string[]> _lookups = new("--lookup")
    {
        HelpName = "NAME=FILE",
        Description = "A table for `LOOKUP JOIN` and `ENRICH`, NDJSON or CSV; repeatable.",
    };

    private readonly Option<bool> _plan = new("--plan")
    {
        Description = "Also show by what its events are found: what must hold of an event before the rule is asked.",
        Arity = ArgumentArity.Zero,
    };

    private RulesExplainCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var explain = new RulesExplainCommand(terminal);
        var command = new Command("explain", "Show what became of a rule: schedule, fields, condition, plan.")
        {
            explain._wanted,
            explain._rules,
            explain._format,
            explain._exceptions,
            explain._valueLists,
            explain._lookups,
            explain._plan,
        };
        explain._types.AddOptionsTo(command);
        command.SetAction(explain.Run);
        return command;
    }

    private int Run(ParseResult call)
    {
        var format = call.GetValue(_format)!;
        if (format is not ("text" or "json"))
            throw new CallException($"unknown format `{format}`", "formats are `text` and `json`");
        var found = new DiagnosticBag();
        var types = _types.Load(call, found);
        var files = RuleFiles.Load(call.GetValue(_exceptions) ?? [], found);
        if (found.HasErrors)
        {
            new DiagnosticPrinter(_terminal).Print(found.ToSortedArray(), withWarnings: true);
            return ExitStatus.Wrong;
        }

        var loaded = new List<LoadedRules>();
        var rules = Choose(call, loaded, found);
        var items = loaded.SelectMany(l => l.ExceptionItems).Concat(files.ExceptionItems);
        var exceptions = ExceptionLists.Read(items, found);
        var valueLists = ValueListFiles.Load(call.GetValue(_valueLists) ?? []);
        var lookups = LookupFiles.Load(call.GetValue(_lookups) ?? [], types);
        RuleCompiler CompilerOf(FieldTable fields) =>
            new(types, fields, knownIndices: [], TreePipeline.Default)
            {
                ExceptionsOf = exceptions.Of,
                ValueLists = valueLists,
                Lookups = lookups,
            };
        var withIndex = call.GetValue(_plan);
        var explanations = rules.ConvertAll(r => RuleExplanation.Of(r, types, CompilerOf, found, withIndex));
        // A name is looked for among many rules; what is wrong with others does not matter then.
        new DiagnosticPrinter(_terminal).Print(
            found.ToSortedArray(),
            withWarnings: !call.GetValue(GlobalOptions.Quiet)
        );
        if (format == "json")
            ExplanationPrinter.WriteJson(explanations, _terminal.Out);
        else
            new ExplanationPrinter(_terminal.OutText, _terminal.OutStyle).Write(explanations);
        return found.HasErrors ? ExitStatus.Wrong : ExitStatus.Done;
    }

    /// <summary>The rules that the call names, each once, in its order.</summary>
    private List<Rule> Choose(ParseResult call, List<LoadedRules> loaded, DiagnosticBag found)
    {
        var rules = new List<Rule>();
        LoadedRules? searched = null;
        var threads = GlobalOptions.ThreadsOf(call);
        foreach (var wanted in call.GetValue(_wanted) ?? [])
        {
            if (File.Exists(wanted) || Directory.Exists(wanted))
            {
                loaded.Add(RuleSet.Load([wanted], found, threads));
                rules.AddRange(loaded[^1].Rules);
                continue;
            }

            if (searched is null)
            {
                var others = new DiagnosticBag();
                loaded.Add(searched = RuleSet.Load(call.GetValue(_rules) ?? [], others, threads));
                // What is wrong with rules that were not asked for does not matter, unless there are no others.
                if (searched.Rules.Count == 0)
                    new DiagnosticPrinter(_terminal).Print(others.ToSortedArray(), withWarnings: true);
            }

            rules.Add(RuleChoice.One(searched.Rules, wanted));
        }

        return [.. rules.DistinctBy(r => (r.File.Name, r.Span.Start))];
    }
}
