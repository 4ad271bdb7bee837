namespace Tocsin.Core.Engine.Sequence;

/// <summary>How much one sequence or sample may remember. At a limit the oldest state goes first, and it is counted.</summary>
internal sealed record SequenceLimits
{
    /// <summary>The defaults.</summary>
    public static readonly SequenceLimits Default = new();

    /// <summary>How many keys have state at a time.</summary>
    public int KeysMax { get; init; } = 100_000;

    /// <summary>How many matches wait for a trailing missing event to be decided.</summary>
    public int PendingMax { get; init; } = 100_000;

    /// <summary>About how many bytes the kept events and the state take.</summary>
    public long BytesMax { get; init; } = 256L << 20;

    /// <summary>Under how many key tuples one event takes part in one item.</summary>
    public int TuplesMax { get; init; } = 1_000;
}
