using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Reference;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Live;

/// <summary>Folds the detections of one rule as they come, with the outcome that folding them in the order of ticks would have (<c>detection-engine.md</c>, section 8).</summary>
/// <remarks>
/// <para>For each group: the alert that is final, and for each tick to come still the first detection, how many there were and
/// when the last event was: that is all that folding looks at. The alerts that follow from it are compared with what was said before.
/// A tick is final when the floor has passed it; what comes later is added to the final alert, or is an alert of its own.</para>
/// <para>State: table <c>suppression/…</c>, an entry for each group; gone when the period is over.</para>
/// </remarks>
internal sealed class LiveSuppression(LiveRule rule, DataStreams streams, LiveOptions options, StateChanges state)
{
    private readonly Rule _rule = rule.Plan.Rule;
    private readonly SuppressionGroups _groupsOf = new(rule.Plan.Rule, streams);
    private readonly Dictionary<string, SuppressionGroup> _groups = new(StringComparer.Ordinal);
    private readonly AlertFactory _factory = new(streams);
    private long _finalMillis = long.MinValue;

    /// <summary>Its state table.</summary>
    public string Table { get; } = rule.Table("suppression");

    /// <summary>Takes a detection that is new.</summary>
    public void Add(Detection detection, LiveAlerts alerts)
    {
        var made = _factory.AlertsOf(detection);
        var keys = _groupsOf.Of(made[^1]);
        if (keys.Count == 0)
        {
            alerts.Publish(rule, AlertChangeKind.Raised, made);
            return;
        }

        foreach (var key in keys)
        {
            var instance = InstanceOf(key);
            if (!_groups.TryGetValue(instance, out var group))
                _groups[instance] = group = new() { Values = key.Values, Instance = instance };
            var isFinal = detection.RaisedMillis <= _finalMillis;
            if (group.Add(detection, EventMillisOf(detection), isFinal, Period) is { } alone)
            {
                var (alert, blocks) = ToAlert(alone, group);
                alerts.Publish(rule, AlertChangeKind.Raised, [.. blocks, alert]);
                continue;
            }

            Tell(group, alerts);
        }
    }

    /// <summary>Takes more of a detection that was added: where it is the one that makes an alert, the alert says more.</summary>
    public void Extend(Detection detection, LiveAlerts alerts) => Update(detection, null, alerts);

    /// <summary>Takes the same detection under another id.</summary>
    public void Replace(Detection detection, string replacedId, LiveAlerts alerts) =>
        Update(detection, replacedId, alerts);

    private void Update(Detection detection, string? replacedId, LiveAlerts alerts)
    {
        var made = _factory.AlertsOf(detection);
        var keys = _groupsOf.Of(made[^1]);
        foreach (var key in keys)
        {
            if (!_groups.TryGetValue(InstanceOf(key), out var group))
                continue;
            if (group.Update(replacedId ?? detection.Id, detection, EventMillisOf(detection)))
                Tell(group, alerts);
        }

        // Without a group it is an alert of its own.
        if (keys.Count > 0)
            return;
        if (replacedId is null)
            alerts.Publish(rule, AlertChangeKind.Extended, made);
        else
            alerts.PublishReplaced(rule, made, replacedId);
    }

    /// <summary>Makes ticks before an instant final, and forgets groups whose period is over.</summary>
    public void Advance(long floor)
    {
        if (floor == Event.NoTime)
            return;
        var tick = rule.Plan.Schedule.TickAtOrBefore(floor - 1);
        if (tick <= _finalMillis)
            return;
        _finalMillis = tick;
        var over = new List<string>();
        foreach (var (instance, group) in _groups)
        {
            if (group.Settle(_finalMillis, Period, f => IdOf(f, group)))
                Keep(group);
            if (group.IsOver(_finalMillis - Math.Max(Period ?? 0, rule.Plan.Schedule.LookBackMillis)))
                over.Add(instance);
        }

        foreach (var instance in over)
        {
            _groups.Remove(instance);
            state.Remove(Table, instance);
        }
    }

    /// <summary>Takes up what was kept.</summary>
    public void Load(IEnumerable<StateEntry> kept)
    {
        foreach (var entry in kept)
        {
            using var reader = new StateReader(entry.Value!, streams);
            _groups[entry.Key] = SuppressionGroup.Read(reader, rule.Plan, entry.Key);
        }
    }

    /// <summary>What of it stands in the checkpoint.</summary>
    public long FinalMillis
    {
        get => _finalMillis;
        set => _finalMillis = value;
    }

    private long? Period => _rule.Suppression!.Duration is { } duration ? (long)duration.TotalMilliseconds : null;

    private void Tell(SuppressionGroup group, LiveAlerts alerts)
    {
        var before = group.Told;
        var after = group.Fold(Period);
        var gone = before.Where(b => after.TrueForAll(a => IdOf(a, group) != b.Key)).Select(b => b.Key).ToList();
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var folded in after)
        {
            var (alert, blocks) = ToAlert(folded, group);
            var text =
                $"{DetectionState.Fingerprint(folded.First)} {folded.Count} {folded.EndMillis} {folded.LastTick}";
            told[alert.Id] = text;
            if (before.TryGetValue(alert.Id, out var said))
            {
                if (said != text)
                    alerts.Publish(rule, AlertChangeKind.Extended, [alert]);
            }
            else if (gone.Count > 0)
            {
                alerts.PublishReplaced(rule, [.. blocks, alert], gone[0]);
                gone.RemoveAt(0);
            }
            else
            {
                alerts.Publish(rule, AlertChangeKind.Raised, [.. blocks, alert]);
            }
        }

        rule.Counters.Unconfirmed += gone.Count;
        rule.Counters.Suppressed += Math.Max(0, after.Sum(f => f.Count - 1) - group.Suppressed);
        group.Suppressed = after.Sum(f => f.Count - 1);
        group.Told = told;
        Keep(group);
    }

    private (Alert Alert, IEnumerable<Alert> Blocks) ToAlert(FoldedAlert folded, SuppressionGroup group)
    {
        var made = _factory.AlertsOf(folded.First);
        var first = made[^1];
        var alert = first with
        {
            Id = IdOf(folded, group),
            LastDetectedMillis = folded.LastTick > folded.Tick ? folded.LastTick : first.LastDetectedMillis,
            Suppression = new(
                [.. _groupsOf.Fields.Select((field, i) => new AlertTerm(field, group.Values[i]))],
                first.Threshold?.FromMillis ?? folded.StartMillis,
                folded.EndMillis,
                folded.Count - 1,
                group.Instance
            ),
        };
        return (alert, made.Take(made.Length - 1));
    }

    private string IdOf(FoldedAlert folded, SuppressionGroup group)
    {
        // An event in several groups makes an alert in each.
        if (_rule.Type != RuleType.Query)
            return folded.First.Id;
        var id = DetectionId.For(_rule.RuleId);
        id.Add(folded.First.Id);
        id.Add(group.Instance);
        return id.Finish();
    }

    private string InstanceOf(ValueKey key)
    {
        var id = DetectionId.For(_rule.RuleId);
        id.Add(key.Values);
        return id.Finish();
    }

    private void Keep(SuppressionGroup group)
    {
        using var writer = new StateWriter(streams);
        group.Write(writer);
        state.Put(Table, group.Instance, writer.Take());
        if (_groups.Count > options.SuppressionGroupsMax)
            DropOldest();
    }

    /// <summary>Forgets a tenth of the groups, those added to longest ago: the next detection of one makes an alert of its own.</summary>
    private void DropOldest()
    {
        var oldest = _groups.OrderBy(g => g.Value.LastTick).ThenBy(g => g.Key, StringComparer.Ordinal);
        foreach (var (instance, _) in oldest.Take(_groups.Count / 10 + 1).ToList())
        {
            _groups.Remove(instance);
            state.Remove(Table, instance);
            rule.Counters.Shed++;
        }
    }

    /// <summary>The time of what it rests on; for several events that of the last.</summary>
    private static long EventMillisOf(Detection detection)
    {
        var time = detection.Event is null ? detection.Evidence.LastMillis : detection.Evidence.FirstMillis;
        return time == Event.NoTime ? detection.RaisedMillis : time;
    }
}
