namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>One group of a pane: its rows as they came, or, once they are many, what the functions made of them.</summary>
internal struct DeferredGroup
{
    /// <summary>The hash of the key.</summary>
    public int Hash;

    /// <summary>The next group of the same bucket, or -1.</summary>
    public int NextInBucket;

    /// <summary>The address of the key.</summary>
    public long Key;

    /// <summary>How many rows the group has, whatever became of them.</summary>
    public long Count;

    /// <summary>How many of them are held.</summary>
    public int Held;

    /// <summary>The first row held, or <see cref="RowHeader.None"/>.</summary>
    public long FirstRow;

    /// <summary>The last row held.</summary>
    public long LastRow;

    /// <summary>What became of the rows, where they are not held any more.</summary>
    public Group? Folded;

    /// <summary>Whether it has more rows than any group that is shown: then only their number is known.</summary>
    public bool IsTooLarge;

    /// <summary>The times of its first three rows, ascending; <see cref="long.MaxValue"/> where there are fewer.</summary>
    private long _first;

    private long _second;
    private long _third;

    /// <summary>A group without rows.</summary>
    public static DeferredGroup Empty(int hash, long key) =>
        new()
        {
            Hash = hash,
            Key = key,
            FirstRow = RowHeader.None,
            LastRow = RowHeader.None,
            _first = long.MaxValue,
            _second = long.MaxValue,
            _third = long.MaxValue,
        };

    /// <summary>Takes note of the times of another part of the group.</summary>
    public void TakeTimes(in DeferredGroup other)
    {
        foreach (var time in (ReadOnlySpan<long>)[other._first, other._second, other._third])
        {
            if (time != long.MaxValue)
                MayShow(time);
        }
    }

    /// <summary>Takes note of the time of a row.</summary>
    /// <returns>Whether its event may be among the first three, those that are shown whole; of equal times the id decides, so more than three may be.</returns>
    public bool MayShow(long timeMillis)
    {
        if (timeMillis > _third)
            return false;
        if (timeMillis < _first)
            (_first, _second, _third) = (timeMillis, _first, _second);
        else if (timeMillis < _second)
            (_second, _third) = (timeMillis, _second);
        else
            _third = timeMillis;
        return true;
    }
}
