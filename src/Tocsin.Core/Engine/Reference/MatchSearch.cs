using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Reference;

/// <summary>Custom queries, EQL events, ES|QL without aggregation, threat match: an alert for an event (D20, D21, D28, D41).</summary>
internal sealed class MatchSearch(MatchPlan plan, DataStreams streams) : ReferenceSearch(plan, streams)
{
    private readonly DataStreams _streams = streams;

    public override bool KeepsNewest => plan.Rule.Type == RuleType.Eql;

    public override List<ReferenceCandidate> Find(ReferenceWindow window, long tick, List<FieldSnapshot> visible)
    {
        var events = InWindow(window, tick, visible);
        // EQL orders by the event's own time, whatever the windows go by (D13).
        if (plan.Rule is { Type: RuleType.Eql, TimestampOverride: not null, TimestampField: null })
            events = [.. events.OrderBy(e => e.Timestamp).ThenBy(e => e.Arrival)];
        // Threat match asks for the newest first, unless it suppresses (D16).
        if (plan.Rule is { Type: RuleType.ThreatMatch, Suppression: null })
            events.Reverse();
        var context = new EvalContext { NowMillis = tick };
        var rows = new List<Value[]>();
        var candidates = new List<ReferenceCandidate>();
        var standsAlone = plan.Rule.Type == RuleType.Esql && !KeepsId(plan.Program.Columns);
        foreach (var found in events)
        {
            rows.Clear();
            context.Event = found;
            plan.Program.Evaluate(context, rows);
            if (rows.Count == 0 || Descends(found.Store()))
                continue;
            for (var i = 0; i < rows.Count; i++)
                candidates.Add(
                    standsAlone
                        ? ToRow(found, rows[i], window, candidates.Count, tick)
                        : ToCandidate(found, rows[i], i, tick)
                );
        }

        return candidates;
    }

    /// <summary>A row that does not say which event it stems from: one of the search's, and no more (D29).</summary>
    private ReferenceCandidate ToRow(FieldSnapshot found, Value[] cells, ReferenceWindow window, int row, long tick)
    {
        var evidence = new Evidence();
        evidence.Add(found, Plan.Clock.TimeOf(found));
        var id = IdOf([Text(window.FromMillis), Text(window.ToMillis), Text(row)]);
        var detection = Detect(id, tick, evidence) with
        {
            ShowsRowOnly = true,
            Columns = plan.Program.Columns,
            Cells = cells,
        };
        return ToCandidate(detection, TimeOf(plan.Program.Columns, cells));
    }

    private ReferenceCandidate ToCandidate(FieldSnapshot found, Value[] cells, int repeat, long tick)
    {
        var evidence = new Evidence();
        var time = Plan.Clock.TimeOf(found);
        evidence.Add(found, time);
        var id = IdOf([_streams.NameOf(found.StreamId), found.Id, Text(repeat)]);
        var detection = Detect(id, tick, evidence) with
        {
            Event = found.Store(),
            EventId = found.Id,
            Columns = plan.Program.Columns,
            Cells = cells,
        };
        return ToCandidate(detection, time);
    }
}
