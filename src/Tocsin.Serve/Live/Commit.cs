using Tocsin.Core.Engine.Live;

namespace Tocsin.Serve.Live;

/// <summary>What one step of the engine's loop came to; it takes effect as a whole or not at all.</summary>
internal sealed class Commit
{
    /// <summary>The last batch that was consumed.</summary>
    public required long Offset { get; init; }

    /// <summary>Alerts that are new, changed or renamed, in order.</summary>
    public required IReadOnlyList<AlertChange> Alerts { get; init; }

    /// <summary>The engine's small state after <see cref="Offset"/>: what replaying the log does not give.</summary>
    public required byte[] Checkpoint { get; init; }

    /// <summary>Entries of named tables that are new or changed (terms that were seen, say), by table and key; a null value removes.</summary>
    public required IReadOnlyList<StateEntry> State { get; init; }

    /// <summary>For each consumed batch the state keys of the rules that kept something of it, and the span of its event times: what replay goes by.</summary>
    public required IReadOnlyList<BatchFootprint> Footprints { get; init; }
}

/// <summary>What a consumed batch means to the state of rules.</summary>
/// <param name="Offset">The batch.</param>
/// <param name="EarliestMillis">Its earliest event time; <see cref="long.MaxValue"/> without any.</param>
/// <param name="LatestMillis">Its latest event time; <see cref="long.MinValue"/> without any.</param>
/// <param name="StateKeys">The rules that kept something.</param>
internal sealed record BatchFootprint(
    long Offset,
    long EarliestMillis,
    long LatestMillis,
    IReadOnlyList<string> StateKeys
);
