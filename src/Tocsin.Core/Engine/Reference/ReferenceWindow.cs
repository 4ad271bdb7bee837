namespace Tocsin.Core.Engine.Reference;

/// <summary>The stretch of time that one search of a run looks at; both ends included.</summary>
internal readonly record struct ReferenceWindow(long FromMillis, long ToMillis)
{
    private const int CatchUpMax = 4;

    public bool Contains(long millis) => millis >= FromMillis && millis <= ToMillis;

    /// <summary>The windows of a run: up to four that were missed, oldest first, and its own (D10).</summary>
    /// <param name="schedule">The rule's.</param>
    /// <param name="tick">The run's start.</param>
    /// <param name="previous">The start of the run before it, or null.</param>
    /// <param name="hasGap">Whether time remains that no window sees.</param>
    public static List<ReferenceWindow> Of(Schedule schedule, long tick, long? previous, out bool hasGap)
    {
        hasGap = false;
        var own = new ReferenceWindow(schedule.WindowStart(tick), schedule.WindowEnd(tick));
        if (previous is not { } before)
            return [own];
        var gap = tick - before - (own.ToMillis - own.FromMillis);
        if (gap <= 0)
            return [own];
        var interval = schedule.IntervalMillis;
        var missed = (int)Math.Min((gap + interval - 1) / interval, CatchUpMax);
        hasGap = gap - missed * interval > 0;
        var windows = new List<ReferenceWindow>();
        for (var i = missed; i >= 1; i--)
            windows.Add(new(own.FromMillis - i * interval, own.ToMillis - i * interval));
        windows.Add(own);
        return windows;
    }
}
