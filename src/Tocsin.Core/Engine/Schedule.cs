using Tocsin.Core.Rules;

namespace Tocsin.Core.Engine;

/// <summary>The ticks of a rule and the window of each.</summary>
/// <remarks>
/// <para>Ticks are the multiples of the interval since 1970. The window of a tick is <c>[tick - look-back, tick - end]</c>, both ends
/// included, to the millisecond (<c>design.md</c>; <c>detection-engine.md</c>, D8).</para>
/// <para>Panes: time is cut wherever a window begins or ends, so each window is a union of whole panes. With an interval of 5
/// minutes and a look-back of 6 the cuts are at …:04:00.000 (a window begins) and …:05:00.001 (one has ended), every 5 minutes.</para>
/// </remarks>
/// <param name="IntervalMillis">Time between ticks, positive.</param>
/// <param name="LookBackMillis">From the beginning of the window to the tick.</param>
/// <param name="EndMillis">From the end of the window to the tick; usually zero.</param>
internal readonly record struct Schedule(long IntervalMillis, long LookBackMillis, long EndMillis)
{
    /// <summary>One of the ticks, where they are not the multiples of the interval since 1970.</summary>
    public long PhaseMillis { get; init; }

    /// <summary>The schedule of a rule.</summary>
    public static Schedule For(Rule rule) =>
        new(
            Math.Max(1, (long)rule.Interval.TotalMilliseconds),
            (long)rule.LookBack.TotalMilliseconds,
            (long)rule.LookBackEnd.TotalMilliseconds
        );

    /// <summary>The first tick at or after an instant.</summary>
    public long TickAtOrAfter(long millis) => FloorTo(millis + IntervalMillis - 1);

    /// <summary>The last tick at or before an instant.</summary>
    public long TickAtOrBefore(long millis) => FloorTo(millis);

    /// <summary>The first instant of a tick's window.</summary>
    public long WindowStart(long tick) => tick - LookBackMillis;

    /// <summary>The last instant of a tick's window.</summary>
    public long WindowEnd(long tick) => tick - EndMillis;

    /// <summary>The first tick whose window reaches an instant.</summary>
    public long FirstTickOver(long millis) => TickAtOrAfter(millis + EndMillis);

    /// <summary>The last tick whose window still holds an instant.</summary>
    public long LastTickOver(long millis) => TickAtOrBefore(millis + LookBackMillis);

    /// <summary>The first instant of the pane that holds an instant.</summary>
    public long PaneOf(long millis)
    {
        var begin = FloorTo(millis + LookBackMillis) - LookBackMillis;
        var afterEnd = FloorTo(millis + EndMillis - 1) - EndMillis + 1;
        return Math.Max(begin, afterEnd);
    }

    private long FloorTo(long millis)
    {
        var rest = (millis - PhaseMillis) % IntervalMillis;
        return millis - (rest < 0 ? rest + IntervalMillis : rest);
    }
}
