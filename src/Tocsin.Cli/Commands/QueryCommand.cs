using System.CommandLine;
using System.Globalization;
using Tocsin.Cli.Input;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Cli.Queries;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Rules;
using Tocsin.Core.Text;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin query</c>: one query over files or standard input.</summary>
internal sealed class QueryCommand
{
    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupt;
    private readonly InputSettings _input = new("Files, folders, globs, or `-`; without any, standard input.");
    private readonly OutputSettings _output = new("table|json|ndjson|csv");
    private readonly CompletionSettings _completion = new();

    private readonly Argument<string> _query = new("QUERY") { Description = "An EQL, ES|QL or KQL query." };

    private readonly Option<string?> _language = new("--language")
    {
        Description = "The query's language; guessed from how it begins where absent.",
        HelpName = "eql|esql|kql",
    };

    private readonly Option<string?> _now = new("--now")
    {
        Description = "The instant of `NOW()` and `now`; default: the machine's clock.",
        HelpName = "TIME",
    };

    private readonly Option<string?> _category = new("--event-category-field")
    {
        Description = "EQL: the field that the word before `where` is compared with. Default: event.category.",
        HelpName = "F",
    };

    private readonly Option<string?> _timestamp = new("--timestamp-field")
    {
        Description = "EQL: the field that orders events. Default: @timestamp.",
        HelpName = "F",
    };

    private readonly Option<string?> _tiebreaker = new("--tiebreaker-field")
    {
        Description = "EQL: the field that orders events of one instant.",
        HelpName = "F",
    };

    private readonly Option<string?> _size = new("--size")
    {
        Description = "EQL: the most results; no limit where absent.",
        HelpName = "N",
    };

    private readonly Option<string?> _position = new("--result-position")
    {
        Description = "EQL: which end of the results `--size` keeps. Default: tail.",
        HelpName = "head|tail",
    };

    private readonly SequenceLimitOptions _sequenceLimits = new();

    private QueryCommand(Terminal terminal, CancellationToken interrupt)
    {
        _terminal = terminal;
        _interrupt = interrupt;
    }

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var query = new QueryCommand(terminal, interrupt);
        var command = new Command("query", "Run a query over files or standard input.") { query._query };
        command.Add(query._input.Paths);
        command.Add(query._language);
        query._output.AddOptionsTo(command);
        query._input.AddOptionsTo(command);
        query._completion.AddOptionsTo(command);
        foreach (
            var option in new Option[]
            {
                query._now,
                query._category,
                query._timestamp,
                query._tiebreaker,
                query._size,
                query._position,
            }
        )
            command.Add(option);
        query._sequenceLimits.AddTo(command);
        command.SetAction(query.Run);
        return command;
    }

    private int Run(ParseResult call)
    {
        var text = call.GetValue(_query)!;
        var language = LanguageOf(call, text);
        _ = _output.Format(call);
        var threads = GlobalOptions.ThreadsOf(call);
        _output.CheckTarget(call);
        var now = TimeValue.Parse("--now", call.GetValue(_now)) ?? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var eql = EqlSettings(call, out var size, out var position);
        using var completion = _completion.Open(call, _terminal, _interrupt);

        var found = new DiagnosticBag();
        var types = TypesFiles.Load(_input.Types(call), _input.StrictFields(call), found);
        new DiagnosticPrinter(_terminal).Print(found.ToSortedArray(), withWarnings: true);
        if (found.HasErrors)
            return ExitStatus.Wrong;
        var readsNothing = language == RuleLanguage.Esql && LanguageGuess.ReadsNothing(text);
        using var input = readsNothing
            ? EventInput.None(types)
            : EventInput.Open(call, _input, types, mayReadStandardInput: true);
        var run = new QueryRun
        {
            Call = call,
            Terminal = _terminal,
            Query = SourceText.From(text, "query"),
            Types = types,
            Input = input,
            Output = _output,
            NowMillis = now,
            Threads = threads,
            Completion = completion,
            Interrupt = _interrupt,
        };
        var isDone = language switch
        {
            RuleLanguage.Eql => EqlQuery.Run(run, eql, size, position),
            RuleLanguage.Esql => EsqlQuery.Run(run, _input.Lookups(call)),
            _ => KqlQuery.Run(run),
        };
        input.Problems.Print(_terminal, run.IsQuiet);
        if (input.Problems.HasFailedInput)
            return ExitStatus.Failed;
        return isDone ? ExitStatus.Done : ExitStatus.Wrong;
    }

    private RuleLanguage LanguageOf(ParseResult call, string query) =>
        call.GetValue(_language) switch
        {
            null => LanguageGuess.Of(query),
            "eql" => RuleLanguage.Eql,
            "esql" => RuleLanguage.Esql,
            "kql" => RuleLanguage.Kql,
            var other => throw new CallException(
                $"unknown language `{other}`",
                "languages are `eql`, `esql` and `kql`"
            ),
        };

    private EqlOptions EqlSettings(ParseResult call, out int? size, out ListEnd position)
    {
        size = null;
        if (call.GetValue(_size) is { } text)
            size = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new CallException($"`{text}` is no number of results for `--size`");
        position = call.GetValue(_position) switch
        {
            null or "tail" => ListEnd.Tail,
            "head" => ListEnd.Head,
            var other => throw new CallException(
                $"`{other}` is no `--result-position`",
                "positions are `head` and `tail`"
            ),
        };
        var defaults = EqlOptions.Default;
        return defaults with
        {
            EventCategoryField = call.GetValue(_category) ?? defaults.EventCategoryField,
            TimestampField = call.GetValue(_timestamp) ?? defaults.TimestampField,
            TiebreakerField = call.GetValue(_tiebreaker),
            Limits = _sequenceLimits.Read(call),
        };
    }
}
