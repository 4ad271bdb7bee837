namespace Tocsin.Core.Engine;

/// <summary>How an engine runs; see <c>command-line.md</c>, “Semantics”.</summary>
internal sealed record EngineOptions
{
    /// <summary>Only ticks, and events that are matched at once, from this instant on; milliseconds since 1970.</summary>
    public long FromMillis { get; init; } = long.MinValue;

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
}
