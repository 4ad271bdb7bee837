using Tocsin.Core.Engine.Window;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Reference;

/// <summary>ES|QL over a window: an alert for a row. Rows of groups have no identity beyond the search (D29); rows of events have (D28).</summary>
internal sealed class WindowSearch(WindowPlan plan, DataStreams streams) : ReferenceSearch(plan, streams)
{
    public override List<ReferenceCandidate> Find(ReferenceWindow window, long tick, List<FieldSnapshot> visible)
    {
        var pane = plan.Program.CreatePane(keepEvidence: true);
        Fill(pane, InWindow(window, tick, visible), tick);
        var result = plan.Program.Finish([pane], tick, null);
        var candidates = new List<ReferenceCandidate>();
        for (var i = 0; i < result.Rows.Count; i++)
        {
            var row = result.Rows[i];
            var evidence = row.Evidence ?? new Evidence();
            var isEvent =
                !plan.Program.IsAggregating && KeepsId(result.Columns) && evidence.Items is [{ Event: not null }, ..];
            var id = isEvent
                ? IdOf([evidence.Items[0].Id], row.GroupKey)
                : IdOf([Text(window.FromMillis), Text(window.ToMillis), Text(i)]);
            var detection = Detect(id, tick, evidence) with
            {
                Event = isEvent ? evidence.Items[0].Event : null,
                EventId = isEvent ? evidence.Items[0].Id : null,
                Columns = result.Columns,
                Cells = row.Cells,
                GroupKey = row.GroupKey,
                ShowsRowOnly = !isEvent,
            };
            candidates.Add(ToCandidate(detection, isEvent ? evidence.FirstMillis : TimeOf(result.Columns, row.Cells)));
        }

        return candidates;
    }

    /// <summary>Adds events to a pane.</summary>
    private void Fill(IPane pane, List<FieldSnapshot> events, long tick)
    {
        var context = new EvalContext { NowMillis = tick };
        foreach (var added in events)
        {
            context.Event = added;
            pane.Add(context, Plan.Clock.TimeOf(added));
        }
    }
}
