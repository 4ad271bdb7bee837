using Tocsin.Core.Alerts;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Reference;

/// <summary>Folds the alerts of a group into one, per run or for a period (<c>detection-engine.md</c>, section 8).</summary>
internal sealed class ReferenceSuppression(Rule rule, DataStreams streams, ReferenceStore store)
{
    private readonly SuppressionGroups _groups = new(rule, streams);
    private readonly Dictionary<ValueKey, List<ReferenceAlert>> _byGroup = [];

    /// <summary>
    /// Whether a candidate may have been counted by an earlier run whose window overlapped; not so where each candidate comes once.
    /// </summary>
    public bool WindowsOverlap { get; init; } = true;

    /// <summary>Folds the candidates of a search and writes what remains.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="window">The window that was searched.</param>
    /// <param name="run">The run, from 1.</param>
    /// <param name="maxSignals">The most alerts to create.</param>
    public ReferenceWritten Fold(List<ReferenceCandidate> candidates, ReferenceWindow window, int run, int maxSignals)
    {
        var byEvent = rule.Type == RuleType.Query;
        var limit = new Limit(rule.Type, maxSignals);
        var written = new List<Alert>();
        var groups = new Dictionary<ValueKey, List<ReferenceCandidate>>();
        var order = new List<ValueKey>();
        foreach (var candidate in candidates.OrderBy(c => c.EventMillis))
        {
            var keys = _groups.Of(candidate.Alert);
            if (keys.Count == 0 && !store.Contains(candidate.Alert.Id) && limit.TryCreate())
                Write(candidate, candidate.Alert, run, written);
            foreach (var key in keys)
            {
                if (IsCounted(candidate, key, window, run, byEvent))
                    continue;
                if (!groups.TryGetValue(key, out var members))
                {
                    groups[key] = members = [];
                    order.Add(key);
                }

                members.Add(candidate);
            }
        }

        foreach (var key in order)
            Fold(key, groups[key], run, byEvent, limit, written);
        return new(written, limit.WasReached);
    }

    private void Fold(
        ValueKey key,
        List<ReferenceCandidate> members,
        int run,
        bool byEvent,
        Limit limit,
        List<Alert> written
    )
    {
        var first = members[0];
        var end = members.Max(m => m.EventMillis);
        if (OpenAlert(key, first.Alert.TimeMillis) is { } open)
        {
            var before = open.Alert.Suppression!;
            open.Alert = open.Alert with
            {
                LastDetectedMillis = first.Alert.TimeMillis,
                Suppression = before with
                {
                    DocsCount = before.DocsCount + members.Count,
                    EndMillis = Math.Max(before.EndMillis, end),
                },
            };
            limit.Suppress(members.Count);
            written.AddRange(members.Select(m => m.Alert));
            return;
        }

        if (!limit.TryCreate())
            return;
        var instance = InstanceOf(key);
        var alert = first.Alert with
        {
            // An event in several groups makes an alert in each.
            Id = byEvent ? IdOf(first.Alert.Id, instance) : first.Alert.Id,
            Suppression = new(
                [.. _groups.Fields.Select((field, i) => new AlertTerm(field, key.Values[i]))],
                first.Alert.Threshold?.FromMillis ?? first.EventMillis,
                end,
                members.Count - 1,
                instance
            ),
        };
        limit.Suppress(members.Count - 1);
        if (Write(first, alert, run, written) is { } created)
            Remember(key, created);
        written.AddRange(members.Skip(1).Select(m => m.Alert));
    }

    private ReferenceAlert? Write(ReferenceCandidate candidate, Alert alert, int run, List<Alert> written)
    {
        foreach (var block in candidate.Blocks)
            store.Add(block, run);
        written.Add(alert);
        return store.Add(alert, run);
    }

    /// <summary>Whether an earlier run has counted the candidate in its group.</summary>
    private bool IsCounted(ReferenceCandidate candidate, ValueKey key, ReferenceWindow window, int run, bool byEvent)
    {
        if (!WindowsOverlap)
            return false;
        if (!byEvent && store.Contains(candidate.Alert.Id))
            return true;
        // A threshold's own history decides which events count (D33).
        if (rule.Type == RuleType.Threshold || !_byGroup.TryGetValue(key, out var alerts))
            return false;
        return alerts.Exists(a =>
            a.Run != run
            && candidate.EventMillis <= a.Alert.Suppression!.EndMillis
            && (!byEvent || window.Contains(a.Alert.Suppression.EndMillis))
        );
    }

    /// <summary>The alert of a group that still takes up new ones: created within the period, and not closed.</summary>
    private ReferenceAlert? OpenAlert(ValueKey key, long nowMillis)
    {
        if (rule.Suppression!.Duration is not { } duration || !_byGroup.TryGetValue(key, out var alerts))
            return null;
        var since = nowMillis - (long)duration.TotalMilliseconds;
        return alerts.FindLast(a => !a.IsClosed && a.Alert.TimeMillis >= since);
    }

    private void Remember(ValueKey key, ReferenceAlert alert)
    {
        if (!_byGroup.TryGetValue(key, out var alerts))
            _byGroup[key] = alerts = [];
        alerts.Add(alert);
    }

    private string InstanceOf(ValueKey key)
    {
        var id = DetectionId.For(rule.RuleId);
        id.Add(key.Values);
        return id.Finish();
    }

    private string IdOf(string alertId, string instance)
    {
        var id = DetectionId.For(rule.RuleId);
        id.Add(alertId);
        id.Add(instance);
        return id.Finish();
    }

    /// <summary>When a run stops creating alerts (D48).</summary>
    private sealed class Limit(RuleType type, int maxSignals)
    {
        private readonly long _all = type switch
        {
            RuleType.ThreatMatch or RuleType.NewTerms => 5L * maxSignals,
            RuleType.Esql => maxSignals,
            _ => long.MaxValue,
        };

        private long _created;
        private long _suppressed;

        public bool WasReached { get; private set; }

        public bool TryCreate()
        {
            if (_created >= maxSignals || _created + _suppressed >= _all)
            {
                WasReached = true;
                return false;
            }

            _created++;
            return true;
        }

        public void Suppress(int count) => _suppressed += count;
    }
}
