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
        var (first, last) = (Event.NoTime, Event.NoTime);
        for (var i = 0; i < alert.Events.Count; i++)
        {
            var time = alert.Events[i].Timestamp;
            if (time == Event.NoTime)
                continue;
            first = first == Event.NoTime ? time : Math.Min(first, time);
            last = Math.Max(last, time);
        }

        return (first, last);
    }

    /// <summary>Lists the first few events, whole.</summary>
    public static void CollectWhole(Alert alert, List<StoredEvent> events)
    {
        if (alert.Evidence is not { } evidence)
        {
            events.AddRange(alert.Events);
            return;
        }

        for (var i = 0; i < evidence.Items.Count; i++)
        {
            if (evidence.Items[i].Event is { } whole)
                events.Add(whole);
        }
    }

    /// <summary>Writes <c>tocsin.evidence.*</c> and <c>tocsin.episode.*</c> into the object that is open.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="whole">The events that are shown whole.</param>
    /// <param name="tapes">Their documents.</param>
    /// <param name="streams">The names of indices.</param>
    public static void Write(
        Utf8JsonWriter writer,
        Alert alert,
        List<StoredEvent> whole,
        EventTapes tapes,
        DataStreams streams
    )
    {
        writer.WriteNumber("tocsin.evidence.count"u8, CountOf(alert));
        var (first, last) = SpanOf(alert);
        WriteTime(writer, "tocsin.evidence.first"u8, first);
        WriteTime(writer, "tocsin.evidence.last"u8, last);
        writer.WriteStartArray("tocsin.evidence.ids"u8);
        var count = alert.Evidence?.Items.Count ?? alert.Events.Count;
        for (var i = 0; i < count; i++)
            writer.WriteStringValue(alert.Evidence?.Items[i].Id ?? alert.Events[i].Id);
        writer.WriteEndArray();
        writer.WriteStartArray("tocsin.evidence.events"u8);
        foreach (var stored in whole)
            HitJson.Write(writer, stored, tapes.Of(stored), streams);
        writer.WriteEndArray();
        if (alert.Episode is not { } episode)
            return;
        WriteTime(writer, "tocsin.episode.first_tick"u8, episode.FirstTick);
        WriteTime(writer, "tocsin.episode.last_tick"u8, episode.LastTick);
        writer.WriteNumber("tocsin.episode.evaluations"u8, episode.Evaluations);
    }

    /// <summary>Writes an instant; nothing where there is none.</summary>
    public static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long millis)
    {
        if (millis == Event.NoTime)
            return;
        Span<byte> text = stackalloc byte[Iso8601.TextBytesMax];
        writer.WriteString(name, text[..Iso8601.Format(millis, text)]);
    }
}
