using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Live;

/// <summary>An alert that stands for several detections of a group.</summary>
/// <param name="Tick">The tick of the detection that makes it.</param>
/// <param name="First">That detection.</param>
/// <param name="StartMillis">The time of its event.</param>
/// <param name="Count">How many detections there are.</param>
/// <param name="EndMillis">The time of the last event.</param>
/// <param name="LastTick">The tick that added to it last.</param>
internal sealed record FoldedAlert(
    long Tick,
    Detection First,
    long StartMillis,
    long Count,
    long EndMillis,
    long LastTick
);

/// <summary>The detections of one suppression group: those of ticks to come by tick, and the final alert before them.</summary>
internal sealed class SuppressionGroup
{
    private readonly SortedDictionary<long, FoldedAlert> _byTick = [];
    private FoldedAlert? _final;

    // Of rules over several events: a detection of these may still change, or turn out to be another.
    private readonly Dictionary<string, FoldedAlert> _members = new(StringComparer.Ordinal);

    /// <summary>The values of the group.</summary>
    public required Value[] Values { get; init; }

    /// <summary>The group's id.</summary>
    public required string Instance { get; init; }

    /// <summary>What was said of the group's alerts, by their ids.</summary>
    public Dictionary<string, string> Told { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How many detections the alerts that can still change took up when they were last told.</summary>
    public long Suppressed { get; set; }

    /// <summary>The last tick at which there was something.</summary>
    public long LastTick => _byTick.Count > 0 ? _byTick.Keys.Last() : _final?.LastTick ?? long.MinValue;

    /// <summary>Takes a detection.</summary>
    /// <param name="detection">The detection.</param>
    /// <param name="eventMillis">The time of what it rests on.</param>
    /// <param name="isFinal">Whether its tick is over.</param>
    /// <param name="period">For how long an alert takes up others; null for its tick alone.</param>
    /// <returns>Null; where it came so late that nothing can take it up, the alert that it makes alone.</returns>
    public FoldedAlert? Add(Detection detection, long eventMillis, bool isFinal, long? period)
    {
        var tick = detection.RaisedMillis;
        var alone = new FoldedAlert(tick, detection, eventMillis, 1, eventMillis, tick);
        if (isFinal && _final is { } final)
        {
            if (Math.Abs(tick - final.Tick) > (period ?? 0))
                return alone;
            _final = Fold(final, alone);
            return null;
        }

        if (detection.Plan is not MatchPlan)
            _members[detection.Id] = alone;
        _byTick[tick] = _byTick.TryGetValue(tick, out var others) ? Merge(others, alone) : alone;
        return null;
    }

    /// <summary>Takes a detection in the place of one that was taken.</summary>
    /// <param name="id">The id of the one before; it may be the same.</param>
    /// <param name="detection">The detection.</param>
    /// <param name="eventMillis">The time of what it rests on.</param>
    /// <returns>Whether anything changed.</returns>
    public bool Update(string id, Detection detection, long eventMillis)
    {
        if (_members.Remove(id, out var before))
        {
            var tick = detection.RaisedMillis;
            _members[detection.Id] = new(tick, detection, eventMillis, 1, eventMillis, tick);
            Rebuild(before.Tick);
            Rebuild(tick);
            return true;
        }

        if (_final?.First.Id != id)
            return false;
        _final = _final with
        {
            First = detection,
            StartMillis = eventMillis,
            EndMillis = Math.Max(_final.EndMillis, eventMillis),
        };
        return true;
    }

    private void Rebuild(long tick)
    {
        _byTick.Remove(tick);
        foreach (var member in _members.Values)
        {
            if (member.Tick == tick)
                _byTick[tick] = _byTick.TryGetValue(tick, out var others) ? Merge(others, member) : member;
        }
    }

    /// <summary>The alerts of the group that can still change, in order.</summary>
    public List<FoldedAlert> Fold(long? period)
    {
        var alerts = new List<FoldedAlert>();
        if (_final is not null)
            alerts.Add(_final);
        foreach (var folded in _byTick.Values)
        {
            if (alerts.Count > 0 && TakesUp(alerts[^1], folded, period))
                alerts[^1] = Fold(alerts[^1], folded);
            else
                alerts.Add(folded);
        }

        return alerts;
    }

    /// <summary>Folds the ticks up to an instant for good.</summary>
    /// <param name="finalMillis">The instant.</param>
    /// <param name="period">For how long an alert takes up others; null for its tick alone.</param>
    /// <param name="idOf">The id of an alert.</param>
    /// <returns>Whether anything changed.</returns>
    public bool Settle(long finalMillis, long? period, Func<FoldedAlert, string> idOf)
    {
        var changed = false;
        while (_byTick.Count > 0 && _byTick.First() is var (tick, folded) && tick <= finalMillis)
        {
            changed = true;
            _byTick.Remove(tick);
            if (_final is { } final && TakesUp(final, folded, period))
            {
                _final = Fold(final, folded);
                continue;
            }

            if (_final is not null)
                Told.Remove(idOf(_final));
            _final = folded;
        }

        if (changed)
        {
            foreach (var (id, member) in _members)
            {
                if (member.Tick <= finalMillis)
                    _members.Remove(id);
            }
        }

        return changed;
    }

    /// <summary>Whether nothing can be added to its alert any more.</summary>
    public bool IsOver(long beforeMillis) => _byTick.Count == 0 && (_final is null || _final.LastTick < beforeMillis);

    public void Write(StateWriter writer)
    {
        writer.Write(Values);
        writer.Write(_final is not null);
        if (_final is not null)
            Write(writer, _final);
        writer.Write((long)_byTick.Count);
        foreach (var folded in _byTick.Values)
            Write(writer, folded);
        writer.Write((long)_members.Count);
        foreach (var member in _members.Values)
            Write(writer, member);
        writer.Write(Suppressed);
        writer.Write((long)Told.Count);
        foreach (var (id, text) in Told)
        {
            writer.Write(id);
            writer.Write(text);
        }
    }

    public static SuppressionGroup Read(StateReader reader, RulePlan plan, string instance)
    {
        var group = new SuppressionGroup { Values = reader.ReadValues(), Instance = instance };
        if (reader.ReadFlag())
            group._final = ReadFolded(reader, plan);
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var folded = ReadFolded(reader, plan);
            group._byTick[folded.Tick] = folded;
        }

        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var member = ReadFolded(reader, plan);
            group._members[member.First.Id] = member;
        }

        group.Suppressed = reader.ReadLong();
        for (var left = reader.ReadCount(); left > 0; left--)
            group.Told[reader.ReadText()] = reader.ReadText();
        return group;
    }

    /// <summary>Two parts of one tick: the earlier event makes the alert.</summary>
    private static FoldedAlert Merge(FoldedAlert a, FoldedAlert b)
    {
        var order = a.StartMillis.CompareTo(b.StartMillis);
        if (order == 0)
            order = string.CompareOrdinal(a.First.Id, b.First.Id);
        var first = order <= 0 ? a : b;
        return first with { Count = a.Count + b.Count, EndMillis = Math.Max(a.EndMillis, b.EndMillis) };
    }

    private static bool TakesUp(FoldedAlert open, FoldedAlert next, long? period) =>
        period is { } duration && open.Tick >= next.Tick - duration;

    private static FoldedAlert Fold(FoldedAlert open, FoldedAlert next) =>
        open with
        {
            Count = open.Count + next.Count,
            EndMillis = Math.Max(open.EndMillis, next.EndMillis),
            LastTick = Math.Max(open.LastTick, next.Tick),
        };

    private static void Write(StateWriter writer, FoldedAlert folded)
    {
        writer.Write(folded.Tick);
        DetectionState.Write(writer, folded.First);
        writer.Write(folded.StartMillis);
        writer.Write(folded.Count);
        writer.Write(folded.EndMillis);
        writer.Write(folded.LastTick);
    }

    private static FoldedAlert ReadFolded(StateReader reader, RulePlan plan) =>
        new(
            reader.ReadLong(),
            DetectionState.Read(reader, plan),
            reader.ReadLong(),
            reader.ReadLong(),
            reader.ReadLong(),
            reader.ReadLong()
        );
}
