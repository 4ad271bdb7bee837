namespace Tocsin.Core.Engine.Window;

/// <summary>The panes of one windowed rule, by their first instant.</summary>
/// <remarks>One thread at a time. A scan's workers each fill panes of their own, which are merged when their results are committed.</remarks>
internal sealed class WindowPanes(WindowPlan plan)
{
    private readonly SortedDictionary<long, IPane> _panes = [];
    private long _lastStart = long.MinValue;
    private IPane? _lastPane;

    /// <summary>The panes in order of time, by their first instant.</summary>
    public SortedDictionary<long, IPane> Panes => _panes;

    /// <summary>Whether no event was kept.</summary>
    public bool IsEmpty => _panes.Count == 0;

    /// <summary>The first instant of the earliest pane; there must be one.</summary>
    public long FirstStart => _panes.Keys.First();

    /// <summary>The first instant of the latest pane; there must be one.</summary>
    public long LastStart => _panes.Keys.Last();

    /// <summary>About how much memory they hold.</summary>
    public long SizeBytes
    {
        get
        {
            long size = 0;
            foreach (var pane in _panes.Values)
                size += pane.SizeBytes;
            return size;
        }
    }

    /// <summary>Adds the event of a context.</summary>
    public void Add(Languages.Binding.EvalContext context, long timeMillis)
    {
        var start = plan.Schedule.PaneOf(timeMillis);
        if (start != _lastStart || _lastPane is null)
        {
            if (!_panes.TryGetValue(start, out var pane))
            {
                // Most events matter to no window: a pane is entered once something is in it.
                pane = plan.Program.CreatePane(keepEvidence: true);
                if (pane.Add(context, timeMillis))
                    Enter(start, pane);
                return;
            }

            Enter(start, pane);
        }

        _lastPane!.Add(context, timeMillis);
    }

    /// <summary>Takes over the panes of another.</summary>
    public void Merge(WindowPanes other)
    {
        foreach (var (start, pane) in other._panes)
        {
            if (_panes.TryGetValue(start, out var mine))
                mine.Merge(pane);
            else
                _panes[start] = pane;
        }
    }

    /// <summary>Drops the panes that begin before an instant.</summary>
    public void DropBefore(long millis)
    {
        while (_panes.Count > 0)
        {
            var first = _panes.First().Key;
            if (first >= millis)
                return;
            _panes.Remove(first);
        }
    }

    private void Enter(long start, IPane pane)
    {
        _panes[start] = pane;
        _lastStart = start;
        _lastPane = pane;
    }
}
