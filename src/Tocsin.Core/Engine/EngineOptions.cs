namespace Tocsin.Core.Engine;

/// <summary>How an engine runs; see <c>command-line.md</c>, “Semantics”.</summary>
internal sealed record EngineOptions
{
    /// <summary>
    /// The first run: only ticks, and events that are matched at once, from this instant on; milliseconds since 1970. No run
    /// has been before it.
    /// </summary>
    public long FromMillis { get; init; } = long.MinValue;

    /// <summary>
    /// From when on alerts are wanted. The runs before it have been: what they raised is not raised again, what goes on from
    /// them keeps its id. So the alerts up to an instant and those from the next one on are those of both together.
    /// </summary>
    public long ReportFromMillis { get; init; } = long.MinValue;

    /// <summary>Only ticks, and events that are matched at once, up to this instant.</summary>
    public long ToMillis { get; init; } = long.MaxValue;

    /// <summary>Whether ticks are due up to <see cref="ToMillis"/>, however early the last event is; otherwise up to the one that sees it.</summary>
    public bool RunsToTheEnd { get; init; }

    /// <summary>
    /// How much memory windows and waiting sequence events may hold before ticks are evaluated that are over, given
    /// <see cref="Lateness"/>. Below it everything is kept to the end, so that any disorder of a small input is harmless.
    /// </summary>
    public long StateBytesMax { get; init; } = 24L << 20;

    /// <summary>How far behind the latest event an event may come once memory has made the engine evaluate early.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Whether rules are found by an index over what events hold; otherwise each rule is asked of every event of its indices. The result is the same.
    /// </summary>
    public bool UsesIndex { get; init; } = true;
}
