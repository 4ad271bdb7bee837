using System.Globalization;
using System.Text;
using Tocsin.Core.Alerts;
using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sinks;

/// <summary>Writes the alerts of a scan, in order.</summary>
internal static class AlertOutput
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes all alerts of a spool.</summary>
    /// <param name="spool">The alerts.</param>
    /// <param name="format">How.</param>
    /// <param name="style">Colour and width of tables.</param>
    /// <param name="output">Where to; stays open.</param>
    public static void Write(AlertSpool spool, ResultFormat format, TextStyle style, Stream output)
    {
        switch (format)
        {
            case ResultFormat.Ndjson:
                foreach (var (_, document) in spool.ReadDocuments(end: "\n"))
                    output.Write(document.Span);
                break;
            case ResultFormat.Json:
                WriteArray(spool, output);
                break;
            case ResultFormat.Csv:
                using (var text = new StreamWriter(output, Utf8, leaveOpen: true))
                    WriteCsv(spool, text);
                break;
            case ResultFormat.Sarif:
                SarifOutput.Write(spool, output);
                break;
            case ResultFormat.Html:
                HtmlOutput.Write(spool, output);
                break;
            default:
                using (var text = new StreamWriter(output, Utf8, leaveOpen: true))
                    WriteTable(spool, style, text);
                break;
        }
    }

    private static void WriteArray(AlertSpool spool, Stream output)
    {
        output.Write("["u8);
        var first = true;
        foreach (var (_, document) in spool.ReadDocuments())
        {
            output.Write(first ? "\n"u8 : ",\n"u8);
            output.Write(document.Span);
            first = false;
        }

        output.Write(first ? "]\n"u8 : "\n]\n"u8);
    }

    private static void WriteCsv(AlertSpool spool, TextWriter text)
    {
        var csv = new CsvWriter(text);
        csv.Record(
            "time",
            "severity",
            "risk_score",
            "rule",
            "rule_id",
            "tactics",
            "techniques",
            "who",
            "where",
            "first_event",
            "last_event",
            "events",
            "building_block",
            "id"
        );
        foreach (var alert in spool.ReadSummaries())
        {
            csv.Record(
                TimeOf(alert.TimeMillis),
                SeverityNames.Of(alert.Severity),
                RiskOf(alert),
                alert.RuleName,
                alert.RuleId,
                string.Join("; ", alert.Tactics.Select(t => $"{t.Id} {t.Name}")),
                string.Join("; ", alert.Techniques.Select(t => $"{t.Id} {t.Name}")),
                alert.Who,
                alert.Where,
                TimeOf(alert.FirstMillis),
                TimeOf(alert.LastMillis),
                alert.EventCount.ToString(CultureInfo.InvariantCulture),
                alert.IsBuildingBlock ? "true" : "false",
                alert.Id
            );
        }
    }

    // Two passes over the spool: one for the widths, one for the lines.
    private static void WriteTable(AlertSpool spool, TextStyle style, TextWriter text)
    {
        var table = new TextTable(
            new("WHEN"),
            new("SEVERITY"),
            new("RISK", AlignsRight: true),
            new("RULE", Weight: 4),
            new("TACTIC", Weight: 2),
            new("WHO", Weight: 2),
            new("WHERE", Weight: 3),
            new("EVENTS", AlignsRight: true)
        );
        var any = false;
        foreach (var alert in Listed(spool))
        {
            table.Measure(CellsOf(alert));
            any = true;
        }

        if (!any)
            return;
        if (style.Width is { } width)
            table.FitTo(width);
        table.WriteHeader(text, style);
        foreach (var alert in Listed(spool))
        {
            table.WriteRow(
                text,
                CellsOf(alert),
                column => column is 1 or 2 ? cell => style.Severity(alert.Severity, cell) : cell => cell
            );
        }
    }

    private static IEnumerable<AlertSummary> Listed(AlertSpool spool) =>
        spool.ReadSummaries().Where(a => !a.IsBuildingBlock);

    private static string[] CellsOf(AlertSummary alert)
    {
        var seen = alert.FirstMillis == Event.NoTime ? alert.TimeMillis : alert.FirstMillis;
        return
        [
            seen == Event.NoTime ? "-" : Iso8601.Format(seen)[..^5] + "Z",
            SeverityNames.Of(alert.Severity),
            RiskOf(alert),
            Cell(alert.RuleName),
            Cell(string.Join(", ", alert.Tactics.Select(t => t.Name))),
            Cell(alert.Who),
            Cell(alert.Where),
            alert.EventCount.ToString(CultureInfo.InvariantCulture),
        ];
    }

    private static string Cell(string text) => text.Length == 0 ? "-" : DisplayText.Clean(text);

    private static string RiskOf(AlertSummary alert) => alert.RiskScore.ToString("0.##", CultureInfo.InvariantCulture);

    private static string TimeOf(long millis) => millis == Event.NoTime ? "" : Iso8601.Format(millis);
}
