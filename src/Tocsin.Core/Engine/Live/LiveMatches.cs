using System.Globalization;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Live;

/// <summary>The rules that decide for each event by itself: they alert at once.</summary>
/// <remarks>
/// State: which alerts were raised lately, so that an event that comes twice is one, and how often a record without an id was seen,
/// so that identical ones are told apart. Tables <c>raised</c> and <c>copies</c>.
/// </remarks>
internal sealed class LiveMatches(LiveOptions options, StateChanges changes, DataStreams streams)
{
    private readonly RecentTable _raised = new("raised", options, changes, streams);
    private readonly RecentTable _copies = new("copies", options, changes, streams);

    /// <summary>Raises a match, unless it was raised.</summary>
    public void Raise(LiveRule rule, MatchHit hit, long nowMillis, LiveAlerts alerts)
    {
        var plan = (MatchPlan)rule.Plan;
        rule.Counters.Hits++;
        rule.Counters.LastEventMillis = Math.Max(rule.Counters.LastEventMillis, hit.TimeMillis);
        var eventId = hit.Event.Id;
        if (!hit.Event.HasOwnId)
        {
            var key = $"{rule.StateKey}/{eventId}";
            var copy = hit.Repeat == 0 ? _copies.Touch(key, nowMillis) : _copies.TimesOf(key);
            if (copy > 1)
                eventId += "-" + copy.ToString(CultureInfo.InvariantCulture);
        }

        var id = DetectionId.For(plan.Rule.RuleId);
        id.Add(eventId);
        if (hit.Repeat > 0)
            id.Add(hit.Repeat.ToString(CultureInfo.InvariantCulture));
        var finished = id.Finish();
        if (!IsFirst(rule, finished, nowMillis))
            return;
        var evidence = new Evidence();
        evidence.Add(hit.Event, hit.TimeMillis);
        var tick = hit.TimeMillis == Event.NoTime ? Event.NoTime : plan.Schedule.TickAtOrAfter(hit.TimeMillis);
        alerts.Raise(
            rule,
            new()
            {
                Plan = plan,
                Id = finished,
                RaisedMillis = tick,
                LastRaisedMillis = tick,
                Event = hit.Event,
                EventId = eventId,
                Columns = plan.Program.Columns,
                Cells = hit.Cells,
                Evidence = evidence,
            }
        );
    }

    /// <summary>Whether an alert was not raised lately; from now on it was.</summary>
    public bool IsFirst(LiveRule rule, string id, long nowMillis)
    {
        if (_raised.Touch($"{rule.StateKey}/{id}", nowMillis) == 1)
            return true;
        rule.Counters.Repeats++;
        return false;
    }

    /// <summary>Whether an alert was raised lately.</summary>
    public bool WasRaised(LiveRule rule, string id) => _raised.TimesOf($"{rule.StateKey}/{id}") > 0;

    /// <summary>Forgets what is too old or too much.</summary>
    public void Prune(long nowMillis)
    {
        _raised.Prune(nowMillis);
        _copies.Prune(nowMillis);
    }

    /// <summary>Takes up what was kept.</summary>
    public void Load(Func<string, IEnumerable<StateEntry>> read)
    {
        _raised.Load(read("raised"));
        _copies.Load(read("copies"));
    }
}
