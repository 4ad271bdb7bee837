using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Window;

/// <summary>The panes of one windowed rule, by their first instant.</summary>
/// <remarks>One thread at a time. A scan's workers each fill panes of their own, which are merged when their results are committed.</remarks>
internal sealed class WindowPanes(WindowPlan plan)
{
    // PERF: events come about in order of time, so panes are entered behind the last one, dropped in front, and looked through often.
    private readonly List<(long Start, IPane Pane)> _panes = [];
    private long _lastStart = long.MinValue;
    private IPane? _lastPane;
    private long _shrunkBefore = long.MinValue;

    /// <summary>The panes in order of time, by their first instant.</summary>
    public List<(long Start, IPane Pane)> Panes => _panes;

    /// <summary>Whether no event was kept.</summary>
    public bool IsEmpty => _panes.Count == 0;

    /// <summary>The first instant of the earliest pane; there must be one.</summary>
    public long FirstStart => _panes[0].Start;

    /// <summary>The first instant of the latest pane; there must be one.</summary>
    public long LastStart => _panes[^1].Start;

    /// <summary>About how much memory they hold.</summary>
    public long SizeBytes
    {
        get
        {
            long size = 0;
            foreach (var (_, pane) in _panes)
                size += pane.SizeBytes;
            return size;
        }
    }

    /// <summary>Adds the event of a context, if the rule's conditions let it in.</summary>
    public void Add(EvalContext context, long timeMillis)
    {
        var start = plan.Schedule.PaneOf(timeMillis);
        if (start != _lastStart || _lastPane is null)
        {
            var place = PlaceOf(start);
            var pane = place < 0 ? null : _panes[place].Pane;
            if (pane is null)
            {
                // PERF: most events matter to no window, and a pane costs: cells, groups and a chain of steps. It is entered once something is in it.
                if (plan.Program.Condition is { } condition && context.Test(condition) != Truth.True)
                    return;
                pane = plan.Program.CreatePane(keepEvidence: true);
                if (pane.Add(context, timeMillis))
                {
                    _panes.Insert(~place, (start, pane));
                    (_lastStart, _lastPane) = (start, pane);
                }
                else
                {
                    pane.Release();
                }

                return;
            }

            (_lastStart, _lastPane) = (start, pane);
        }

        _lastPane!.Add(context, timeMillis);
    }

    /// <summary>Takes over the panes of another.</summary>
    /// <param name="other">Not used afterwards.</param>
    /// <param name="isSmall">Whether the other is small and one of many.</param>
    public void Merge(WindowPanes other, bool isSmall = false)
    {
        foreach (var (start, pane) in other._panes)
        {
            var place = PlaceOf(start);
            if (place < 0)
            {
                // A pane that events were added to holds on to the buffer of the last of them, and to more room than they take.
                _panes.Insert(~place, (start, isSmall ? plan.Program.CreatePane(keepEvidence: true) : pane));
                if (!isSmall)
                {
                    pane.Settle();
                    continue;
                }

                place = ~place;
            }

            var mine = _panes[place].Pane;
            if (isSmall)
                mine.MergeSmall(pane);
            else
                mine.Merge(pane);
            mine.Settle();
        }
    }

    /// <summary>Holds the same in less memory, as far as it can.</summary>
    public void Shrink()
    {
        foreach (var (_, pane) in _panes)
            pane.Shrink();
    }

    /// <summary>Holds the panes in less memory that were over before an instant, each once: hardly any event comes for them.</summary>
    /// <param name="millis">The instant.</param>
    /// <param name="bytesMax">Of how many bytes, about; what is left waits for the next time.</param>
    /// <returns>How many bytes those panes had.</returns>
    public long ShrinkBefore(long millis, long bytesMax)
    {
        var bytes = 0L;
        IPane? before = null;
        foreach (var (start, pane) in _panes)
        {
            if (start > millis || bytes >= bytesMax)
                break;
            if (start > _shrunkBefore)
            {
                bytes += before?.SizeBytes ?? 0;
                before?.Shrink();
                _shrunkBefore = start;
            }

            before = pane;
        }

        return bytes;
    }

    /// <summary>The panes of a tick's window, in order of time.</summary>
    public List<IPane> Of(long tick)
    {
        var (start, end) = (plan.Schedule.WindowStart(tick), plan.Schedule.WindowEnd(tick));
        var window = new List<IPane>();
        foreach (var (paneStart, pane) in _panes)
        {
            if (paneStart > end)
                break;
            if (paneStart >= start)
                window.Add(pane);
        }

        return window;
    }

    /// <summary>Goes on to the first tick from one on that has something to see, and drops the panes before its window.</summary>
    /// <param name="tick">The tick; moved on where nothing is to be seen at it.</param>
    /// <param name="lastTick">The last tick of interest.</param>
    /// <returns>Whether there is one.</returns>
    public bool GoToDue(ref long tick, long lastTick)
    {
        if (tick > lastTick || plan.Program.EmptyWindowGivesRows)
            return tick <= lastTick;
        DropBefore(plan.Schedule.WindowStart(tick));
        if (IsEmpty)
            return false;
        tick = Math.Max(tick, plan.Schedule.FirstTickOver(FirstStart));
        return tick <= lastTick;
    }

    /// <summary>Drops the panes that begin before an instant.</summary>
    public void DropBefore(long millis)
    {
        var count = 0;
        for (; count < _panes.Count && _panes[count].Start < millis; count++)
        {
            var pane = _panes[count].Pane;
            if (ReferenceEquals(pane, _lastPane))
                _lastPane = null;
            pane.Release();
        }

        _panes.RemoveRange(0, count);
    }

    /// <summary>Where the pane with a first instant is, or the complement of where it would be.</summary>
    private int PlaceOf(long start)
    {
        var (low, high) = (0, _panes.Count);
        if (high == 0 || _panes[high - 1].Start < start)
            return ~high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_panes[middle].Start < start)
                low = middle + 1;
            else
                high = middle;
        }

        return _panes[low].Start == start ? low : ~low;
    }
}
