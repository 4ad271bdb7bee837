using System.CommandLine;
using Tocsin.Core.Engine;
using Tocsin.Core.Rules;

namespace Tocsin.Cli.Options;

/// <summary>The options that only <c>scan</c> has.</summary>
internal sealed class ScanSettings
{
    private readonly Option<string[]> _rules = new("--rules")
    {
        Description = "Rule files and folders, TOML or NDJSON; repeatable. Default: the built-in rules.",
        HelpName = "PATH",
    };

    private readonly Option<string?> _from = Text(
        "--from",
        "TIME",
        "Only what is found from this instant on; what came before counts as history."
    );
    private readonly Option<string?> _to = Text("--to", "TIME", "Only what is found up to this instant.");
    private readonly Option<string?> _minimum = Text(
        "--min-severity",
        "S",
        "Print only alerts of this severity or a higher one."
    );
    private readonly Option<string?> _failOn = Text(
        "--fail-on",
        "S",
        "End with status 1 when an alert has this severity or a higher one."
    );

    private readonly SemanticsOption _semantics = new();

    private readonly Option<bool> _onlyEnabled = Switch("--enabled-only", "Leave out rules that are switched off.");
    private readonly Option<bool> _skipBadRules = Switch(
        "--skip-bad-rules",
        "Rules with errors do not change the exit status."
    );

    private readonly Option<bool> _plain = Switch(
        "--plain",
        "The reference path, for comparisons: every rule is asked of every event of its indices, as written, on one thread, without vector instructions. Slow; the alerts are the same."
    );

    private readonly Option<string[]> _indicators = new("--indicators")
    {
        HelpName = "[INDEX=]PATH",
        Description = "Documents of threat indices, for indicator-match rules; repeatable.",
    };

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

    private readonly Option<string?> _report = Text(
        "--report",
        "FILE",
        "Write what came of each rule's schedule to a file, as JSON."
    );

    public void AddOptionsTo(Command command)
    {
        command.Add(_rules);
        foreach (var option in new Option[] { _from, _to, _minimum, _failOn, _semantics.Option, _onlyEnabled })
            command.Add(option);
        foreach (var option in new Option[] { _skipBadRules, _exceptions, _valueLists, _indicators, _report, _plain })
            command.Add(option);
    }

    /// <summary>The values of a call, checked.</summary>
    public Values Read(ParseResult call)
    {
        var from = TimeValue.Parse("--from", call.GetValue(_from));
        var to = TimeValue.Parse("--to", call.GetValue(_to));
        if (from > to)
            throw new CallException("`--from` lies behind `--to`");
        OutputSettings.CheckTarget("--report", call.GetValue(_report));
        return new(
            call.GetValue(_rules) ?? [],
            from,
            to,
            call.GetValue(_minimum) is { } minimum
                ? RuleFilterSettings.SeverityOf("--min-severity", minimum)
                : RuleSeverity.Low,
            call.GetValue(_failOn) is { } failOn ? RuleFilterSettings.SeverityOf("--fail-on", failOn) : null,
            call.GetValue(_indicators) ?? [],
            call.GetValue(_onlyEnabled),
            call.GetValue(_skipBadRules)
        )
        {
            Semantics = _semantics.Of(call),
            Exceptions = call.GetValue(_exceptions) ?? [],
            ValueLists = call.GetValue(_valueLists) ?? [],
            Report = call.GetValue(_report),
            IsPlain = call.GetValue(_plain),
        };
    }

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    private static Option<bool> Switch(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>What a call asks for.</summary>
    internal sealed record Values(
        IReadOnlyList<string> Rules,
        long? FromMillis,
        long? ToMillis,
        RuleSeverity MinimumSeverity,
        RuleSeverity? FailOn,
        IReadOnlyList<string> Indicators,
        bool OnlyEnabled,
        bool SkipBadRules
    )
    {
        public RunSemantics Semantics { get; init; }

        /// <summary>Files of exception lists.</summary>
        public IReadOnlyList<string> Exceptions { get; init; } = [];

        /// <summary>Value lists, as <c>ID=FILE</c>.</summary>
        public IReadOnlyList<string> ValueLists { get; init; } = [];

        /// <summary>Where the schedule's report goes; null for nowhere.</summary>
        public string? Report { get; init; }

        /// <summary>Whether the reference path is taken: no index, no optimizer, no vectors, one thread.</summary>
        public bool IsPlain { get; init; }
    }
}
