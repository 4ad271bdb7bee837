using System.Globalization;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Output;

/// <summary>What a scan did, in a few lines for people.</summary>
internal static class ScanSummary
{
    /// <summary>Prints it to standard error.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="outcome">What was read and evaluated.</param>
    /// <param name="spool">The alerts.</param>
    /// <param name="rules">How many rules ran and why others did not.</param>
    /// <param name="elapsed">How long it took.</param>
    public static void Print(
        Terminal terminal,
        ScanOutcome outcome,
        AlertSpool spool,
        RuleTally rules,
        TimeSpan elapsed
    )
    {
        var style = terminal.ErrorStyle;
        var megabytes = outcome.ByteCount / 1e6;
        var rate = megabytes / Math.Max(0.001, elapsed.TotalSeconds);
        terminal.Say(
            Line(
                style,
                "events",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.EventCount:N0} ({megabytes:N1} MB in {elapsed.TotalSeconds:N2} s, {rate:N0} MB/s)"
                )
            )
        );
        terminal.Say(Line(style, "rules", rules.ToString()));
        terminal.Say(Line(style, "alerts", AlertLine(spool, style)));
        if (outcome.LateEvents > 0)
            Warn(
                terminal,
                $"{DiagnosticPrinter.Counted(outcome.LateEvents, "part")} of the input came too late for their windows; counts of aggregating rules may be too low"
            );
        if (outcome.SequencesEvicted > 0)
            Warn(
                terminal,
                $"a limit on memory was reached and {DiagnosticPrinter.Counted(outcome.SequencesEvicted, "event")} of sequences had to be forgotten; alerts may be missing (`--max-sequence-keys`)"
            );
    }

    private static string AlertLine(AlertSpool spool, TextStyle style)
    {
        var parts = new List<string>();
        for (var i = spool.CountBySeverity.Length - 1; i >= 0; i--)
        {
            if (spool.CountBySeverity[i] > 0)
                parts.Add(
                    style.Severity((RuleSeverity)i, $"{Number(spool.CountBySeverity[i])} {SeverityNames.All[i]}")
                );
        }

        var text = parts.Count > 0 ? string.Join(", ", parts) : "none";
        return spool.BuildingBlockCount > 0
            ? $"{text} (and {DiagnosticPrinter.Counted(spool.BuildingBlockCount, "building block")})"
            : text;
    }

    private static string Line(TextStyle style, string what, string text) => style.Dim(what.PadRight(8)) + text;

    private static void Warn(Terminal terminal, string text) =>
        terminal.Say($"{terminal.ErrorStyle.Yellow("warning")}: {text}");

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
