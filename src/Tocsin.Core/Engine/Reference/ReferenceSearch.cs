using System.Globalization;
using Tocsin.Core.Alerts;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Reference;

/// <summary>The search of one rule: the alerts that the events of a window give, in the order of the reference (D16).</summary>
internal abstract class ReferenceSearch(RulePlan plan, DataStreams streams)
{
    private readonly AlertFactory _factory = new(streams);

    protected RulePlan Plan { get; } = plan;

    /// <summary>Whether <c>max_signals</c> keeps the last candidates rather than the first.</summary>
    public virtual bool KeepsNewest => false;

    /// <summary>The search of a rule, by the kind of its plan.</summary>
    public static ReferenceSearch For(RulePlan plan, DataStreams streams) =>
        plan switch
        {
            MatchPlan match => new MatchSearch(match, streams),
            SequencePlan sequence => new SequenceSearch(sequence, streams),
            NewTermsPlan terms => new NewTermsSearch(terms, streams),
            WindowPlan { Program: Window.ThresholdProgram } threshold => new ThresholdSearch(threshold, streams),
            WindowPlan window => new WindowSearch(window, streams),
            _ => throw new InvalidOperationException("every kind of plan has a search"),
        };

    /// <summary>Whether the rule sees the events of an index.</summary>
    public bool Sees(int streamId) => Plan.Indices.Matches(streams.NameOf(streamId));

    /// <summary>The candidates of a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="tick">The start of the run.</param>
    /// <param name="visible">The events of the rule's indices that have arrived, of any time.</param>
    public abstract List<ReferenceCandidate> Find(ReferenceWindow window, long tick, List<FieldSnapshot> visible);

    /// <summary>Told what became of the candidates, for searches that remember.</summary>
    public virtual void Written(IReadOnlyList<Alert> alerts, ReferenceWindow window) { }

    /// <summary>The events of a window by the rule's clock, oldest first, then by arrival.</summary>
    protected List<FieldSnapshot> InWindow(ReferenceWindow window, long tick, IEnumerable<FieldSnapshot> visible) =>
        [
            .. visible
                .Where(e => Plan.Clock.TimeOf(e) is var time && time != Event.NoTime && window.Contains(time))
                .Where(e => Plan.Admits(new() { Event = e, NowMillis = tick }))
                .OrderBy(Plan.Clock.TimeOf)
                .ThenBy(e => e.Arrival),
        ];

    /// <summary>The candidate of a detection.</summary>
    protected ReferenceCandidate ToCandidate(Detection detection, long eventMillis)
    {
        var alerts = _factory.AlertsOf(detection);
        return new(
            alerts[^1] with
            {
                Episode = null,
            },
            eventMillis == Event.NoTime ? detection.RaisedMillis : eventMillis,
            [.. alerts.Take(alerts.Length - 1)]
        );
    }

    /// <summary>Whether an event already descends from the rule: then it is passed over (7.1, D25).</summary>
    protected bool Descends(StoredEvent from) => Plan.ReadsAlerts && AlertAncestors.Descends(from, Plan.Rule);

    /// <summary>Whether rows tell the event that they stem from; otherwise they stand for themselves (D27).</summary>
    protected static bool KeepsId(IReadOnlyList<ResultColumn> columns) => columns.Any(c => c.Name == "_id");

    /// <summary>An id over the rule and some parts.</summary>
    protected string IdOf(IEnumerable<string> parts, ReadOnlySpan<Value> values = default)
    {
        var id = DetectionId.For(Plan.Rule.RuleId);
        foreach (var part in parts)
            id.Add(part);
        id.Add(values);
        return id.Finish();
    }

    /// <summary>The time that a row has as a column, or none.</summary>
    protected static long TimeOf(IReadOnlyList<ResultColumn> columns, Value[] cells)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Name == "@timestamp" && cells[i].Kind == ValueKind.Date)
                return cells[i].AsLong;
        }

        return Event.NoTime;
    }

    /// <summary>A detection of this rule.</summary>
    protected Detection Detect(string id, long tick, Evidence evidence) =>
        new()
        {
            Plan = Plan,
            Id = id,
            RaisedMillis = tick,
            LastRaisedMillis = tick,
            Evidence = evidence,
        };

    /// <summary>A number as part of an id.</summary>
    protected static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
