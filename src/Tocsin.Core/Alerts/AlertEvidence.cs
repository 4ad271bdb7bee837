using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Alerts;

/// <summary>What an alert rests on: its evidence, else the events it is about.</summary>
internal static class AlertEvidence
{
    /// <summary>How many events there are.</summary>
    public static long CountOf(Alert alert) => alert.Evidence?.Count ?? alert.Events.Count;

    /// <summary>The time of the first and of the last event; <see cref="Event.NoTime"/> where none is known.</summary>
    public static (long First, long Last) SpanOf(Alert alert)
    {
        if (alert.Evidence is { } evidence)
            return (evidence.FirstMillis, evidence.LastMillis);
        var times = alert.Events.Select(e => e.Timestamp).Where(t => t != Event.NoTime).ToList();
        return times.Count == 0 ? (Event.NoTime, Event.NoTime) : (times.Min(), times.Max());
    }

    /// <summary>The first few events, whole.</summary>
    public static IEnumerable<StoredEvent> WholeEventsOf(Alert alert) =>
        alert.Evidence is { } evidence
            ? evidence.Items.Where(i => i.Event is not null).Select(i => i.Event!)
            : alert.Events;

    /// <summary>Writes <c>tocsin.evidence.*</c> and <c>tocsin.episode.*</c> into the object that is open.</summary>
    public static void Write(Utf8JsonWriter writer, Alert alert, DataStreams streams)
    {
        writer.WriteNumber("tocsin.evidence.count", CountOf(alert));
        var (first, last) = SpanOf(alert);
        WriteTime(writer, "tocsin.evidence.first", first);
        WriteTime(writer, "tocsin.evidence.last", last);
        writer.WriteStartArray("tocsin.evidence.ids");
        var ids = alert.Evidence is { } evidence ? evidence.Items.Select(i => i.Id) : alert.Events.Select(e => e.Id);
        foreach (var id in ids)
            writer.WriteStringValue(id);
        writer.WriteEndArray();
        writer.WriteStartArray("tocsin.evidence.events");
        foreach (var stored in WholeEventsOf(alert))
            HitJson.Write(writer, stored, streams);
        writer.WriteEndArray();
        if (alert.Episode is not { } episode)
            return;
        WriteTime(writer, "tocsin.episode.first_tick", episode.FirstTick);
        WriteTime(writer, "tocsin.episode.last_tick", episode.LastTick);
        writer.WriteNumber("tocsin.episode.evaluations", episode.Evaluations);
    }

    /// <summary>Writes an instant; nothing where there is none.</summary>
    public static void WriteTime(Utf8JsonWriter writer, string name, long millis)
    {
        if (millis != Event.NoTime)
            writer.WriteString(name, Iso8601.Format(millis));
    }
}
