using System.Globalization;
using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Live;

/// <summary>Writes and reads detections, and tells whether two say the same.</summary>
internal static class DetectionState
{
    /// <summary>Writes one; its rule is the reader's to know.</summary>
    public static void Write(StateWriter writer, Detection detection)
    {
        writer.Write(detection.Id);
        writer.Write(detection.RaisedMillis);
        writer.Write(detection.LastRaisedMillis);
        writer.Write(detection.Evaluations);
        writer.WriteOptional(detection.Event);
        writer.WriteOptional(detection.EventId);
        writer.Write(detection.ShowsRowOnly);
        writer.Write(detection.Cells);
        writer.Write(detection.GroupKey);
        writer.Write(detection.Evidence);
        writer.Write((long)detection.SequenceEvents.Count);
        foreach (var stored in detection.SequenceEvents)
            writer.WriteOptional(stored);
        writer.Write(detection.NewTerms);
        writer.Write(detection.JoinKeys);
    }

    /// <summary>Reads one of a rule.</summary>
    public static Detection Read(StateReader reader, RulePlan plan) =>
        new()
        {
            Plan = plan,
            Id = reader.ReadText(),
            RaisedMillis = reader.ReadLong(),
            LastRaisedMillis = reader.ReadLong(),
            Evaluations = reader.ReadCount(),
            Event = reader.ReadOptionalEvent(),
            EventId = reader.ReadOptionalText(),
            ShowsRowOnly = reader.ReadFlag(),
            Cells = reader.ReadValues(),
            GroupKey = reader.ReadValues(),
            Evidence = reader.ReadEvidence(),
            SequenceEvents = ReadEvents(reader),
            NewTerms = reader.ReadValues(),
            JoinKeys = reader.ReadValues(),
            Columns = ColumnsOf(plan),
        };

    /// <summary>The same text for detections whose alerts read the same.</summary>
    public static string Fingerprint(Detection detection)
    {
        var hash = DetectionId.For(detection.Id);
        var evidence = detection.Evidence;
        hash.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{detection.RaisedMillis} {detection.LastRaisedMillis} {detection.Evaluations} {evidence.Count} {evidence.FirstMillis} {evidence.LastMillis}"
            )
        );
        foreach (var item in evidence.Items)
            hash.Add(item.Id);
        hash.Add(detection.Cells);
        return hash.Finish();
    }

    /// <summary>A text that stands for some values as the key of an entry.</summary>
    public static string KeyOf(ReadOnlySpan<Value> values, int repeat = 0)
    {
        var hash = DetectionId.For("");
        hash.Add(values);
        hash.Add(repeat.ToString(CultureInfo.InvariantCulture));
        return hash.Finish();
    }

    private static StoredEvent?[] ReadEvents(StateReader reader)
    {
        var events = new StoredEvent?[reader.ReadCount()];
        for (var i = 0; i < events.Length; i++)
            events[i] = reader.ReadOptionalEvent();
        return events;
    }

    private static IReadOnlyList<ResultColumn> ColumnsOf(RulePlan plan) =>
        plan switch
        {
            MatchPlan match => match.Program.Columns,
            WindowPlan window => window.Program.Columns,
            _ => [],
        };
}
