using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Reference;

/// <summary>New-terms rules: terms whose earliest event in the history lies in the window (D35 to D38).</summary>
internal sealed class NewTermsSearch(NewTermsPlan plan, DataStreams streams) : ReferenceSearch(plan, streams)
{
    private readonly DataStreams _streams = streams;

    public override List<ReferenceCandidate> Find(ReferenceWindow window, long tick, List<FieldSnapshot> visible)
    {
        var history = new ReferenceWindow(window.ToMillis - plan.Program.HistoryMillis, window.ToMillis);
        var context = new EvalContext { NowMillis = tick };
        var terms = new List<ValueKey>();
        var seen = new HashSet<ValueKey>();
        var candidates = new List<ReferenceCandidate>();
        foreach (var found in InWindow(history, tick, visible))
        {
            terms.Clear();
            context.Event = found;
            plan.Program.Collect(context, terms);
            var time = Plan.Clock.TimeOf(found);
            foreach (var term in terms)
            {
                if (!seen.Add(term) || time <= window.FromMillis)
                    continue;
                var evidence = new Evidence();
                evidence.Add(found, time);
                var id = IdOf([_streams.NameOf(found.StreamId), found.Id], term.Values);
                var detection = Detect(id, tick, evidence) with
                {
                    Event = found.Store(),
                    EventId = found.Id,
                    NewTerms = term.Values,
                };
                candidates.Add(ToCandidate(detection, time));
            }
        }

        return candidates;
    }
}
