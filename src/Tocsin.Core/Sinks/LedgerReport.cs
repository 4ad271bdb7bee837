using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sinks;

/// <summary>Writes the schedule ledger of a run as one JSON object: totals, and for each rule its ticks.</summary>
internal static class LedgerReport
{
    private static readonly JsonWriterOptions Options = JsonDocuments.WriterOptions with { Indented = true };

    /// <summary>Writes the report.</summary>
    public static void Write(ScheduleLedger ledger, ScanOutcome outcome, RunSemantics semantics, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteString("semantics", RunSemanticsNames.Of(semantics));
        writer.WriteNumber("events", outcome.EventCount);
        writer.WriteNumber("bytes", outcome.ByteCount);
        writer.WriteStartObject("total");
        writer.WriteNumber("rules", ledger.Entries.Count);
        writer.WriteNumber("due", ledger.Entries.Sum(e => e.Due));
        writer.WriteNumber("evaluated", ledger.Entries.Sum(e => e.Evaluated));
        writer.WriteNumber("hits", ledger.Entries.Sum(e => e.Hits));
        writer.WriteNumber("alerts", ledger.Entries.Sum(e => e.Alerts));
        writer.WriteNumber("suppressed", ledger.Entries.Sum(e => e.Suppressed));
        writer.WriteNumber("cut_runs", ledger.Entries.Sum(e => e.Cuts));
        writer.WriteNumber("gaps", ledger.Entries.Sum(e => e.Gaps));
        writer.WriteNumber("late", ledger.Entries.Sum(e => e.Late));
        writer.WriteEndObject();
        writer.WriteStartArray("rules");
        foreach (var entry in ledger.Entries)
            Write(writer, entry);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        output.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter writer, LedgerEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("rule_id", entry.Rule.RuleId);
        writer.WriteString("name", entry.Rule.Name);
        writer.WriteString("type", TypeNames.Of(entry.Rule.Type));
        writer.WriteNumber("interval_seconds", entry.Rule.Interval.TotalSeconds);
        if (entry.Range is { } range)
        {
            writer.WriteString("first_tick", Iso8601.Format(range.First));
            writer.WriteString("last_tick", Iso8601.Format(range.Last));
        }

        writer.WriteNumber("due", entry.Due);
        writer.WriteNumber("evaluated", entry.Evaluated);
        writer.WriteNumber("hits", entry.Hits);
        writer.WriteNumber("alerts", entry.Alerts);
        writer.WriteNumber("suppressed", entry.Suppressed);
        writer.WriteNumber("cut_runs", entry.Cuts);
        writer.WriteNumber("gaps", entry.Gaps);
        writer.WriteNumber("late", entry.Late);
        // Ticks that are not listed were evaluated and found nothing.
        writer.WriteStartArray("ticks");
        foreach (var (tick, found) in entry.Ticks)
        {
            writer.WriteStartObject();
            writer.WriteString("tick", Iso8601.Format(tick));
            writer.WriteNumber("hits", found.Hits);
            writer.WriteNumber("alerts", found.Alerts);
            writer.WriteNumber("suppressed", found.Suppressed);
            if (found.WasCut)
                writer.WriteBoolean("cut", true);
            if (found.HadGap)
                writer.WriteBoolean("gap", true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
