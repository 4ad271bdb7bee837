using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Reference;

/// <summary>Threshold rules: groups of events, less those that an earlier alert of their group stands for (D30 to D34).</summary>
internal sealed class ThresholdSearch(WindowPlan plan, DataStreams streams) : ReferenceSearch(plan, streams)
{
    private readonly List<(Value[] Group, long UpToMillis)> _history = [];

    public override List<ReferenceCandidate> Find(ReferenceWindow window, long tick, List<FieldSnapshot> visible)
    {
        _history.RemoveAll(h => h.UpToMillis <= window.FromMillis);
        var pane = plan.Program.CreatePane(keepEvidence: true);
        var context = new EvalContext { NowMillis = tick };
        foreach (var found in InWindow(window, tick, visible))
        {
            var time = Plan.Clock.TimeOf(found);
            context.Event = found;
            if (!_history.Exists(h => time <= h.UpToMillis && Has(found, h.Group)))
                pane.Add(context, time);
        }

        var result = plan.Program.Finish([pane], tick, null);
        var candidates = new List<ReferenceCandidate>();
        foreach (var row in result.Rows)
        {
            var evidence = row.Evidence!;
            var id = IdOf([Text(evidence.FirstMillis), Text(evidence.LastMillis)], row.GroupKey);
            var detection = Detect(id, tick, evidence) with
            {
                Columns = result.Columns,
                Cells = row.Cells,
                GroupKey = row.GroupKey,
            };
            candidates.Add(ToCandidate(detection, evidence.LastMillis));
        }

        return candidates;
    }

    public override void Written(IReadOnlyList<Alert> alerts, ReferenceWindow window)
    {
        foreach (var alert in alerts)
            _history.Add(([.. alert.Threshold!.Terms.Select(t => t.Value)], alert.Threshold.NewestMillis));
    }

    /// <summary>Whether each value of a group occurs in the event.</summary>
    private bool Has(FieldSnapshot found, Value[] group)
    {
        var slots = ((ThresholdProgram)plan.Program).GroupSlots;
        for (var i = 0; i < slots.Length; i++)
        {
            var values = found.Get(slots[i]);
            var occurs = false;
            for (var j = 0; j < values.Count; j++)
                occurs |= ValueComparer.AreEqual(values[j], group[i]);
            if (!occurs)
                return false;
        }

        return true;
    }
}
