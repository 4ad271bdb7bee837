using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Cli.RuleSets;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin rules show</c>: all about one rule, for people.</summary>
internal sealed class RulesShowCommand
{
    private readonly Terminal _terminal;

    private readonly Argument<string> _rule = new("RULE") { Description = "The rule's id, its name, or a part of it." };

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Rule files and folders; without any, the built-in rules.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private RulesShowCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var show = new RulesShowCommand(terminal);
        var command = new Command("show", "Show all about a rule.") { show._rule, show._paths };
        command.SetAction(show.Run);
        return command;
    }

    private int Run(ParseResult call)
    {
        var found = new DiagnosticBag();
        var loaded = RuleSet.Load(call.GetValue(_paths) ?? [], found, GlobalOptions.ThreadsOf(call));
        new DiagnosticPrinter(_terminal).Print(found.ToSortedArray(), call.GetValue(GlobalOptions.Verbose));
        Show(RuleChoice.One(loaded.Rules, call.GetValue(_rule)!));
        return ExitStatus.Done;
    }

    private void Show(Rule rule)
    {
        var style = _terminal.OutStyle;
        Line(style.Bold(Clean(rule.Name)));
        Line("");
        Paragraph(rule.Description);
        Line("");
        Pair("Id", rule.RuleId);
        Pair("Type", rule.Type.ToName() + (rule.Language is { } language ? $" ({language.ToName()})" : ""));
        Pair("Severity", style.Severity(rule.Severity, rule.Severity.ToName()));
        Pair("Risk score", rule.RiskScore.ToString(CultureInfo.InvariantCulture));
        Pair("Enabled", rule.Enabled ? "yes" : "no");
        Pair("Version", rule.Version.ToString(CultureInfo.InvariantCulture));
        Pair("Indices", string.Join(", ", rule.Index));
        Pair("Schedule", $"every {Span(rule.Interval)}, from {rule.From} to {rule.To}");
        Pair("Time field", rule.TimestampOverride ?? "@timestamp");
        Pair("Integrations", string.Join(", ", rule.Integrations));
        Pair("Related", string.Join(", ", RelatedIntegrations(rule)));
        Pair("Tags", string.Join(", ", rule.Tags));
        foreach (var threat in rule.Threats)
            ShowThreat(threat);
        ShowSettings(rule);
        Pair("File", rule.File.Name);
        if (rule.Query is { } query)
        {
            Section("Query");
            foreach (var line in QueryPrinter.Lines(query, rule.Language ?? RuleLanguage.Kql, style))
                Line(line.Length == 0 ? "" : "  " + line);
        }

        ShowFields(rule);

        ShowList("False positives", rule.FalsePositives);
        ShowList("References", rule.References);
        if (rule.Setup is { Length: > 0 } setup)
            ShowText("Setup", setup);
        if (rule.Note is { Length: > 0 } note)
            ShowText("Investigation guide", note);
    }

    /// <summary>What the file lists: package, part and versions.</summary>
    private static IEnumerable<string> RelatedIntegrations(Rule rule)
    {
        if (rule.Document["related_integrations"] is not JsonArray listed)
            yield break;
        foreach (var item in listed.OfType<JsonObject>())
        {
            var parts = new[] { "package", "integration", "version" }.Select(k => item[k]?.ToString() ?? "");
            yield return string.Join(' ', parts.Where(p => p.Length > 0));
        }
    }

    private void ShowFields(Rule rule)
    {
        var fields = RequiredFields.Of(rule);
        if (fields.Count == 0)
            return;
        Section("Required fields");
        var width = fields.Max(f => f.Name.Length);
        foreach (var (name, type) in fields)
            Line("  " + Clean(name.PadRight(width)) + "  " + _terminal.OutStyle.Dim(type));
    }

    private void ShowThreat(Threat threat)
    {
        Pair("Tactic", $"{threat.Tactic.Id} {threat.Tactic.Name}");
        foreach (var technique in threat.Techniques)
        {
            Pair("  Technique", $"{technique.Technique.Id} {technique.Technique.Name}");
            foreach (var below in technique.SubTechniques)
                Pair("", $"{below.Id} {below.Name}");
        }
    }

    private void ShowSettings(Rule rule)
    {
        if (rule.Threshold is { } threshold)
        {
            var group = threshold.Fields.Count > 0 ? string.Join(", ", threshold.Fields) : "all events";
            var distinct = threshold.CardinalityField is { } field
                ? $", {threshold.CardinalityValue} distinct {field}"
                : "";
            Pair("Threshold", $"{threshold.Value} by {group}{distinct}");
        }

        if (rule.NewTerms is { } terms)
            Pair("New terms", $"{string.Join(", ", terms.Fields)}, history of {Span(terms.History)}");
        if (rule.ThreatMatch is { } match)
            Pair("Indicators", string.Join(", ", match.Index));
        if (rule.Suppression is { } suppression)
            Pair(
                "Suppression",
                $"by {string.Join(", ", suppression.GroupBy)}"
                    + (suppression.Duration is { } duration ? $" for {Span(duration)}" : " per run")
            );
    }

    private void ShowList(string title, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
            return;
        Section(title);
        foreach (var item in items)
            Line("  - " + Clean(item.Trim()));
    }

    private void ShowText(string title, string text)
    {
        Section(title);
        Paragraph(text);
    }

    private void Paragraph(string text)
    {
        foreach (var line in text.Trim().Split('\n'))
            Line(Clean(line.TrimEnd('\r')));
    }

    private void Section(string title)
    {
        Line("");
        Line(_terminal.OutStyle.Bold(title));
    }

    private void Pair(string name, string value)
    {
        if (value.Length > 0)
            Line(_terminal.OutStyle.Dim(name.PadRight(14)) + (value.Contains('\u001b') ? value : Clean(value)));
    }

    private void Line(string line) => _terminal.OutText.WriteLine(line);

    private static string Clean(string text) => DisplayText.Clean(text);

    private static string Span(TimeSpan span) =>
        span switch
        {
            { Ticks: 0 } => "0s",
            _ when span.Ticks % TimeSpan.TicksPerDay == 0 => $"{span.Days}d",
            _ when span.Ticks % TimeSpan.TicksPerHour == 0 => $"{(long)span.TotalHours}h",
            _ when span.Ticks % TimeSpan.TicksPerMinute == 0 => $"{(long)span.TotalMinutes}m",
            _ => $"{(long)span.TotalSeconds}s",
        };
}
