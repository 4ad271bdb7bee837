using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Window;

/// <summary>The events of a threshold rule that share their group fields.</summary>
/// <param name="countsDistinct">Whether the rule counts the distinct values of another field.</param>
internal sealed class ThresholdGroup(bool countsDistinct)
{
    private const int DistinctBytes = 48;

    private readonly Evidence _evidence = new();

    // PERF: most events of a large group only count. What they add is kept here until somebody asks, so that they touch one object.
    private long _listedUntil = long.MaxValue;
    private long _unlisted;
    private long _unlistedFirst;
    private long _unlistedLast;

    /// <summary>The events.</summary>
    public Evidence Evidence
    {
        get
        {
            if (_unlisted > 0)
                _evidence.AddUnlisted(_unlisted, _unlistedFirst, _unlistedLast);
            _unlisted = 0;
            return _evidence;
        }
    }

    /// <summary>The distinct values of the other field; null where they are not counted.</summary>
    public HashSet<Value>? Distinct { get; } = countsDistinct ? new(ValueComparer.Instance) : null;

    /// <summary>About how much memory it holds.</summary>
    public long SizeBytes => _evidence.SizeBytes + DistinctBytes * (Distinct?.Count ?? 0);

    /// <summary>Adds an event.</summary>
    /// <param name="rows">Holds it.</param>
    /// <param name="row">The event.</param>
    /// <returns>How much memory it took.</returns>
    public long Add(ThresholdRows rows, in ThresholdRow row)
    {
        var time = row.Header.TimeMillis;
        if (time > _listedUntil && Distinct is null)
        {
            AddUnlisted(time);
            return 0;
        }

        var before = SizeBytes;
        if (time > _listedUntil)
        {
            AddUnlisted(time);
        }
        else
        {
            _evidence.Add(rows.EventOf(row, _evidence.MayShow(time)));
            _listedUntil = _evidence.ListedUntil;
        }

        AddDistinct(row.Counted);
        return SizeBytes - before;
    }

    /// <summary>Adds all of another's, which stays as it is.</summary>
    public void Merge(ThresholdGroup other)
    {
        _evidence.Merge(other.Evidence);
        _listedUntil = _evidence.ListedUntil;
        Distinct?.UnionWith(other.Distinct!);
    }

    private void AddUnlisted(long timeMillis)
    {
        _unlistedFirst = _unlisted == 0 ? timeMillis : Math.Min(_unlistedFirst, timeMillis);
        _unlistedLast = _unlisted == 0 ? timeMillis : Math.Max(_unlistedLast, timeMillis);
        _unlisted++;
    }

    private void AddDistinct(in Value counted)
    {
        if (Distinct is null)
            return;
        for (var i = 0; i < counted.Count; i++)
        {
            if (!Distinct.Contains(counted[i]))
                Distinct.Add(counted[i].ToOwned());
        }
    }
}
