using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sinks;

/// <summary>Writes the alerts of a scan as one HTML page that needs nothing else: no script, no picture, no other file.</summary>
/// <remarks>
/// Whatever events and rules say is text: it is escaped, control and direction-changing characters are made visible, and the page's own
/// policy forbids scripts and all loading.
/// </remarks>
internal static class HtmlOutput
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private static readonly JsonWriterOptions Indented = JsonDocuments.WriterOptions with { Indented = true };

    /// <summary>Writes all alerts of a spool.</summary>
    /// <param name="spool">The alerts.</param>
    /// <param name="output">Where to; stays open.</param>
    public static void Write(AlertSpool spool, Stream output)
    {
        using var text = new StreamWriter(output, Utf8, leaveOpen: true) { NewLine = "\n" };
        text.Write(HtmlPage.Head);
        WriteSummary(spool, text);
        for (var severity = SeverityNames.All.Length - 1; severity >= 0; severity--)
        {
            if (spool.CountBySeverity[severity] > 0)
                WriteSection(
                    spool,
                    SeverityNames.All[severity],
                    spool.CountBySeverity[severity],
                    text,
                    a => !a.IsBuildingBlock && (int)a.Severity == severity
                );
        }

        if (spool.BuildingBlockCount > 0)
            WriteSection(spool, "building blocks", spool.BuildingBlockCount, text, a => a.IsBuildingBlock);
        text.Write("</main></body></html>\n");
    }

    private static void WriteSummary(AlertSpool spool, TextWriter text)
    {
        var rules = new Dictionary<string, RuleLine>(StringComparer.Ordinal);
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var alert in spool.ReadSummaries())
        {
            if (alert.FirstMillis != Event.NoTime)
                first = Math.Min(first, alert.FirstMillis);
            if (alert.LastMillis != Event.NoTime)
                last = Math.Max(last, alert.LastMillis);
            var line = rules.GetValueOrDefault(alert.RuleId) ?? new(alert.RuleName, alert.Severity, 0);
            var severity = alert.Severity > line.Severity ? alert.Severity : line.Severity;
            rules[alert.RuleId] = line with { Severity = severity, Count = line.Count + 1 };
        }

        text.Write("<h1>Tocsin report</h1>\n<p class=\"tiles\">");
        for (var i = SeverityNames.All.Length - 1; i >= 0; i--)
            text.Write(
                $"<span class=\"tile {SeverityNames.All[i]}\"><b>{Number(spool.CountBySeverity[i])}</b> {SeverityNames.All[i]}</span>"
            );
        text.Write("</p>\n");
        if (rules.Count == 0)
        {
            text.Write("<p>No alerts.</p>\n");
            return;
        }

        if (first <= last)
            text.Write($"<p>Evidence from {TimeOf(first)} to {TimeOf(last)}.</p>\n");
        text.Write("<table><thead><tr><th>Rule</th><th>Severity</th><th class=\"n\">Alerts</th></tr></thead><tbody>\n");
        var lines = rules
            .Values.OrderByDescending(r => r.Severity)
            .ThenByDescending(r => r.Count)
            .ThenBy(r => r.Name, StringComparer.Ordinal);
        foreach (var rule in lines)
            text.Write(
                $"<tr><td>{Escape(rule.Name)}</td><td>{Badge(rule.Severity)}</td><td class=\"n\">{Number(rule.Count)}</td></tr>\n"
            );
        text.Write("</tbody></table>\n");
    }

    private static void WriteSection(
        AlertSpool spool,
        string title,
        long count,
        TextWriter text,
        Func<AlertSummary, bool> isIn
    )
    {
        text.Write(
            $"<h2>{char.ToUpperInvariant(title[0])}{title[1..]} <span class=\"more\">{Number(count)}</span></h2>\n"
        );
        foreach (var (alert, bytes) in spool.ReadAll())
        {
            if (!isIn(alert))
                continue;
            using var document = JsonDocuments.TryParse(bytes.ToArray());
            WriteAlert(text, alert, document?.RootElement ?? default);
        }
    }

    private static void WriteAlert(TextWriter text, AlertSummary alert, JsonElement document)
    {
        var seen = alert.FirstMillis == Event.NoTime ? alert.TimeMillis : alert.FirstMillis;
        text.Write($"<details id=\"{Escape(alert.Id)}\"><summary>{Badge(alert.Severity)} ");
        text.Write($"<time>{TimeOf(seen)}</time> <b>{Escape(alert.RuleName)}</b>");
        text.Write($"<span class=\"place\">{Escape(Joined(alert.Who, alert.Where))}</span></summary>\n");
        WriteParagraph(text, "reason", document.Text("kibana.alert.reason"));
        WriteParagraph(text, "", document.Text("kibana.alert.rule.description"));
        text.Write("<dl>");
        WritePair(text, "Risk score", alert.RiskScore.ToString("0.##", CultureInfo.InvariantCulture));
        WritePair(text, "Tactics", string.Join(", ", alert.Tactics.Select(t => $"{t.Id} {t.Name}")));
        WritePair(text, "Techniques", string.Join(", ", alert.Techniques.Select(t => $"{t.Id} {t.Name}")));
        WritePair(text, "Who", alert.Who);
        WritePair(text, "Where", alert.Where);
        WritePair(text, "First event", TimeOf(alert.FirstMillis));
        WritePair(text, "Last event", TimeOf(alert.LastMillis));
        WritePair(text, "Events", Number(alert.EventCount));
        WritePair(text, "Rule", alert.RuleId);
        WritePair(text, "Alert", alert.Id);
        text.Write("</dl>\n");
        WriteEvidence(text, document, alert.EventCount);
        text.Write("</details>\n");
    }

    private static void WriteEvidence(TextWriter text, JsonElement document, long count)
    {
        var shown = 0;
        foreach (var hit in document.Items("tocsin.evidence.events"))
        {
            text.Write($"<details class=\"event\"><summary>{Escape(hit.Text("_index"))} ");
            text.Write($"<code>{Escape(hit.Text("_id"))}</code></summary><pre>");
            text.Write(EscapeLines(Pretty(hit.Member("_source"))));
            text.Write("</pre></details>\n");
            shown++;
        }

        if (count > shown)
            text.Write($"<p class=\"more\">{Number(count - shown)} more events are not shown.</p>\n");
    }

    private static string Pretty(JsonElement source)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            if (source.ValueKind != JsonValueKind.Undefined)
                source.WriteTo(writer);
        }

        return Utf8.GetString(stream.ToArray());
    }

    private static void WriteParagraph(TextWriter text, string kind, string content)
    {
        if (content.Length > 0)
            text.Write($"<p class=\"{kind}\">{Escape(content)}</p>\n");
    }

    private static void WritePair(TextWriter text, string name, string value)
    {
        if (value.Length > 0)
            text.Write($"<dt>{name}</dt><dd>{Escape(value)}</dd>");
    }

    private static string Badge(RuleSeverity severity) =>
        $"<span class=\"badge {SeverityNames.Of(severity)}\">{SeverityNames.Of(severity)}</span>";

    private static string Joined(string who, string where) =>
        who.Length > 0 && where.Length > 0 ? $"{who} · {where}" : who + where;

    private static string Escape(string text) => WebUtility.HtmlEncode(DisplayText.Clean(text));

    private static string EscapeLines(string text) => string.Join('\n', text.Split('\n').Select(Escape));

    private static string TimeOf(long millis) => millis == Event.NoTime ? "" : Iso8601.Format(millis);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A line of the table of rules; the severity is the highest of its alerts.</summary>
    private sealed record RuleLine(string Name, RuleSeverity Severity, long Count);
}
