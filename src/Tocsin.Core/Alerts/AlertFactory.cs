using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Alerts;

/// <summary>Makes the alerts of a detection: one, or for a sequence its building blocks and the shell that binds them (D22).</summary>
internal sealed class AlertFactory(DataStreams streams)
{
    /// <summary>The alerts of a detection; the one that people see comes last.</summary>
    public Alert[] AlertsOf(Detection detection)
    {
        if (detection.SequenceEvents.Count > 0)
            return SequenceAlerts(detection);
        if (SourceOf(detection) is { } source)
        {
            var alert = Base(detection) with
            {
                Kind = AlertKind.Event,
                Events = [source],
                NewTerms = detection.NewTerms,
            };
            return [detection.Plan.Rule.Type == RuleType.ThreatMatch ? WithEnrichments(alert) : alert];
        }

        var row = Base(detection) with { Evidence = detection.Evidence };
        if (!IsThreshold(detection))
            return [row];
        return
        [
            row with
            {
                Columns = ColumnsOfThreshold(detection),
                Cells = detection.GroupKey,
                Threshold = ThresholdOf(detection),
            },
        ];
    }

    /// <summary>The one column of a threat match holds its enrichments: they are no field of the event (D40).</summary>
    private static Alert WithEnrichments(Alert alert)
    {
        var enrichments = alert.Cells[0];
        var entries = new byte[enrichments.Count][];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = enrichments[i].AsBytes.ToArray();
        return alert with { Columns = [], Cells = [], Enrichments = entries };
    }

    private static Alert Base(Detection detection) =>
        new()
        {
            Rule = detection.Plan.Rule,
            Id = detection.Id,
            Kind = AlertKind.Row,
            TimeMillis = TimeOf(detection),
            IsHistory = detection.IsHistory,
            Columns = detection.Columns,
            Cells = detection.Cells,
            Episode = detection.Event is null
                ? new(detection.RaisedMillis, detection.LastRaisedMillis, detection.Evaluations)
                : null,
        };

    /// <summary>The one event that the alert is about; also where a window had to decide, if its rows stand for events (D27).</summary>
    private static StoredEvent? SourceOf(Detection detection)
    {
        if (detection.ShowsRowOnly)
            return null;
        if (detection.Event is { } source)
            return WithId(source, detection.EventId);
        return detection.Plan is WindowPlan { Program.IsAggregating: false } && detection.Evidence.Items.Count > 0
            ? detection.Evidence.Items[0].Event
            : null;
    }

    private Alert[] SequenceAlerts(Detection detection)
    {
        var rule = detection.Plan.Rule;
        var events = detection.SequenceEvents.OfType<StoredEvent>().ToList();
        var alerts = new List<Alert>();
        var blocks = new List<(AlertAncestor[] Ancestors, string Id)>();
        for (var i = 0; i < events.Count; i++)
        {
            var id = DetectionId.For(rule.RuleId);
            id.Add(detection.Id);
            id.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var blockId = id.Finish();
            var ancestors = AlertAncestors.Of(events[i], streams);
            blocks.Add((ancestors, blockId));
            alerts.Add(
                new()
                {
                    Rule = rule,
                    Id = blockId,
                    Kind = AlertKind.BuildingBlock,
                    TimeMillis = TimeOf(detection),
                    IsHistory = detection.IsHistory,
                    Events = [events[i]],
                    Ancestors = ancestors,
                    GroupId = detection.Id,
                    GroupIndex = i,
                }
            );
        }

        alerts.Add(
            new()
            {
                Rule = rule,
                Id = detection.Id,
                Kind = AlertKind.Shell,
                TimeMillis = TimeOf(detection),
                IsHistory = detection.IsHistory,
                Events = events,
                Evidence = detection.Evidence,
                Ancestors = AlertAncestors.OfShell(blocks, RuleFields.UuidOf(rule)),
                GroupId = detection.Id,
            }
        );
        return [.. alerts];
    }

    private static bool IsThreshold(Detection detection) => detection.Plan.Rule.Type == RuleType.Threshold;

    private static List<ResultColumn> ColumnsOfThreshold(Detection detection) =>
        [.. detection.Columns.Take(detection.GroupKey.Length)];

    private static ThresholdResult ThresholdOf(Detection detection)
    {
        var settings = detection.Plan.Rule.Threshold!;
        var terms = settings.Fields.Select((field, i) => new AlertTerm(field, detection.GroupKey[i])).ToList();
        return new(
            terms,
            Cell(detection, ThresholdProgram.CountColumn),
            detection.Evidence.FirstMillis,
            detection.Evidence.LastMillis,
            settings.CardinalityField,
            settings.CardinalityField is null ? 0 : Cell(detection, ThresholdProgram.CardinalityColumn)
        );
    }

    private static long Cell(Detection detection, string column)
    {
        for (var i = 0; i < detection.Columns.Count; i++)
        {
            if (detection.Columns[i].Name == column)
                return detection.Cells[i].AsLong;
        }

        return 0;
    }

    /// <summary>The tick that raised it; for an event without a time the beginning of time.</summary>
    private static long TimeOf(Detection detection) =>
        detection.RaisedMillis == Event.NoTime ? 0 : detection.RaisedMillis;

    private static StoredEvent WithId(StoredEvent stored, string? id) =>
        id is null || id == stored.Id ? stored : stored with { Id = id };
}
