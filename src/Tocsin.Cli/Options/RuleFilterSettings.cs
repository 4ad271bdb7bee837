using System.CommandLine;
using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;

namespace Tocsin.Cli.Options;

/// <summary>The options that pick rules out of many.</summary>
internal sealed class RuleFilterSettings
{
    private readonly Option<string[]> _types = Repeatable("--type", "TYPE", "Only rules of a type, such as `eql`.");
    private readonly Option<string[]> _tags = Repeatable("--tag", "TAG", "Only rules with a tag.");
    private readonly Option<string[]> _tactics = Repeatable(
        "--tactic",
        "TACTIC",
        "Only rules of a tactic, by id or name."
    );
    private readonly Option<string[]> _severities = Repeatable("--severity", "S", "Only rules of a severity.");
    private readonly Option<string[]> _sources = Repeatable(
        "--data-source",
        "NAME",
        "Only rules for an integration or data source."
    );

    public void AddOptionsTo(Command command)
    {
        foreach (var option in new[] { _types, _tags, _tactics, _severities, _sources })
            command.Add(option);
    }

    /// <summary>The filter that a call asks for.</summary>
    public RuleFilter Read(ParseResult call) =>
        new()
        {
            Types = [.. Values(call, _types).Select(TypeOf)],
            Tags = Values(call, _tags),
            Tactics = Values(call, _tactics),
            Severities = [.. Values(call, _severities).Select(s => SeverityOf("--severity", s))],
            DataSources = Values(call, _sources),
        };

    /// <summary>The severity of a name.</summary>
    public static RuleSeverity SeverityOf(string option, string name) =>
        SeverityNames.TryParse(name, out var severity)
            ? severity
            : throw new CallException(
                $"unknown severity `{name}` for `{option}`",
                "severities are `low`, `medium`, `high` and `critical`"
            );

    private static RuleType TypeOf(string name)
    {
        if (RuleNames.Types.TryGetValue(name, out var type))
            return type;
        var near = NearestName.Find(name, RuleNames.Types.Names);
        throw new CallException(
            $"unknown rule type `{name}`",
            near is null ? $"types are {string.Join(", ", RuleNames.Types.Names)}" : $"did you mean `{near}`?"
        );
    }

    private static string[] Values(ParseResult call, Option<string[]> option) => call.GetValue(option) ?? [];

    private static Option<string[]> Repeatable(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description + " Repeatable." };
}
