using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Reference;

/// <summary>EQL sequences and samples: found only by a window that covers all their events (D22 to D25).</summary>
internal sealed class SequenceSearch(SequencePlan plan, DataStreams streams) : ReferenceSearch(plan, streams)
{
    private readonly DataStreams _streams = streams;

    public override bool KeepsNewest => true;

    public override List<ReferenceCandidate> Find(ReferenceWindow window, long tick, List<FieldSnapshot> visible)
    {
        var context = new EvalContext { NowMillis = tick };
        var found = new List<SequenceCandidate>();
        foreach (var offered in InWindow(window, tick, visible))
        {
            context.Event = offered;
            if (plan.Program.Collect(context) is { } candidate)
                found.Add(candidate);
        }

        found.Sort();
        var run = plan.Program.Start();
        var matches = new List<SequenceMatch>();
        foreach (var candidate in found)
            run.Push(candidate, matches);
        run.Complete(matches);

        var candidates = new List<ReferenceCandidate>();
        foreach (var match in matches)
        {
            var events = match.Events.OfType<StoredEvent>().ToList();
            if (events.Exists(Descends))
                continue;
            var evidence = new Evidence();
            foreach (var part in events)
                evidence.Add(part, part.Timestamp);
            var ids = match.Events.SelectMany(e => new[] { e?.Id ?? "", e is null ? "" : _streams.NameOf(e.StreamId) });
            var id = IdOf(ids, match.JoinKeys);
            var detection = Detect(id, tick, evidence) with
            {
                SequenceEvents = match.Events,
                JoinKeys = match.JoinKeys,
            };
            // The shell has no event time of its own: suppression goes by the alert's.
            candidates.Add(ToCandidate(detection, tick));
        }

        return candidates;
    }
}
