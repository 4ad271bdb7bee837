using System.Globalization;
using Tocsin.Core.Alerts;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Live;

/// <summary>Turns what rules find into changes of alerts; those of rules with suppression are folded on the way.</summary>
/// <remarks>What is handed out is never changed afterwards. One thread at a time.</remarks>
internal sealed class LiveAlerts(DataStreams streams, LiveOptions options, StateChanges state)
{
    private readonly AlertFactory _factory = new(streams);
    private readonly Dictionary<LiveRule, LiveSuppression> _suppressions = [];

    /// <summary>The changes of the step so far, in order.</summary>
    public List<AlertChange> Changes { get; } = [];

    /// <summary>A detection is new.</summary>
    public void Raise(LiveRule rule, Detection detection)
    {
        if (DescendsFromItsRule(detection))
            return;
        var own = Own(detection);
        if (SuppressionOf(rule) is { } suppression)
        {
            suppression.Add(own, this);
            return;
        }

        Publish(rule, AlertChangeKind.Raised, _factory.AlertsOf(own));
    }

    /// <summary>A detection that was raised says more.</summary>
    public void Extend(LiveRule rule, Detection detection)
    {
        if (DescendsFromItsRule(detection))
            return;
        var own = Own(detection);
        if (SuppressionOf(rule) is { } suppression)
            suppression.Extend(own, this);
        else
            Publish(rule, AlertChangeKind.Extended, _factory.AlertsOf(own));
    }

    /// <summary>A detection that was raised is known by another id; there may be an alert of that id already, which then takes it in.</summary>
    public void Replace(LiveRule rule, Detection detection, string replacedId)
    {
        if (DescendsFromItsRule(detection))
            return;
        var own = Own(detection);
        if (SuppressionOf(rule) is { } suppression)
        {
            suppression.Replace(own, replacedId, this);
            return;
        }

        PublishReplaced(rule, _factory.AlertsOf(own), replacedId);
    }

    /// <summary>Enters alerts that suppression has made.</summary>
    public void Publish(LiveRule rule, AlertChangeKind kind, IEnumerable<Alert> alerts)
    {
        foreach (var alert in alerts)
        {
            if (kind == AlertChangeKind.Raised && alert.Kind != AlertKind.BuildingBlock)
                rule.Counters.Alerts++;
            Changes.Add(new(kind, alert));
        }
    }

    /// <summary>Enters the renaming of an alert, with the building blocks before it.</summary>
    public void PublishReplaced(LiveRule rule, IReadOnlyList<Alert> alerts, string replacedId)
    {
        for (var i = 0; i < alerts.Count; i++)
        {
            var before = i == alerts.Count - 1 ? replacedId : BlockId(rule, replacedId, i);
            Changes.Add(new(AlertChangeKind.Replaced, alerts[i], before));
        }
    }

    /// <summary>Makes the folding final up to where no more detections come.</summary>
    /// <param name="floorOf">The floor of a rule; <see cref="Events.Event.NoTime"/> where nothing is known.</param>
    public void Advance(Func<LiveRule, long> floorOf)
    {
        foreach (var (rule, suppression) in _suppressions)
            suppression.Advance(floorOf(rule));
    }

    /// <summary>How far the folding of a rule is final.</summary>
    public long FinalMillisOf(LiveRule rule) => SuppressionOf(rule)?.FinalMillis ?? 0;

    /// <summary>Takes up what was kept of the suppression of a rule.</summary>
    public void Load(LiveRule rule, long finalMillis, Func<string, IEnumerable<StateEntry>> read)
    {
        if (SuppressionOf(rule) is not { } suppression)
            return;
        suppression.FinalMillis = finalMillis;
        suppression.Load(read(suppression.Table));
    }

    /// <summary>The state table of a rule's suppression; null where it has none.</summary>
    public static string? TableOf(LiveRule rule) =>
        rule.Plan.Rule.Suppression is null ? null : rule.Table("suppression");

    private LiveSuppression? SuppressionOf(LiveRule rule)
    {
        if (!rule.HasSuppression)
            return null;
        if (!_suppressions.TryGetValue(rule, out var suppression))
            _suppressions[rule] = suppression = new(rule, streams, options, state);
        return suppression;
    }

    /// <summary>The detection with evidence that goes on changing copied.</summary>
    private static Detection Own(Detection detection) =>
        detection.Plan is WindowPlan ? detection with { Evidence = detection.Evidence.Copy() } : detection;

    private static string BlockId(LiveRule rule, string alertId, int place)
    {
        var id = DetectionId.For(rule.Plan.Rule.RuleId);
        id.Add(alertId);
        id.Add(place.ToString(CultureInfo.InvariantCulture));
        return id.Finish();
    }

    /// <summary>Whether an alert of the very rule is among what was found: then it is passed over, so that nothing goes in circles (D25).</summary>
    private static bool DescendsFromItsRule(Detection detection) =>
        detection.Plan.ReadsAlerts
        && (
            (detection.Event is { } source && AlertAncestors.Descends(source, detection.Plan.Rule))
            || detection.SequenceEvents.Any(e => e is not null && AlertAncestors.Descends(e, detection.Plan.Rule))
        );
}
