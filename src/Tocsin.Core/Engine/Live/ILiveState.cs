namespace Tocsin.Core.Engine.Live;

/// <summary>The state of one rule that looks at more than a single event.</summary>
internal interface ILiveState
{
    /// <summary>The rule.</summary>
    LiveRule Rule { get; }

    /// <summary>About how much memory it holds.</summary>
    long SizeBytes { get; }

    /// <summary>The earliest event time that a replay must bring back; <see cref="long.MinValue"/> where that is everything, <see cref="long.MaxValue"/> where it is nothing.</summary>
    long NeededFrom { get; }

    /// <summary>Whether time alone can bring something about.</summary>
    bool WaitsForTime { get; }

    /// <summary>The names of its state tables.</summary>
    IEnumerable<string> Tables { get; }

    /// <summary>Evaluates what the floor has passed.</summary>
    /// <param name="firstTick">The rule's first tick.</param>
    /// <param name="floor">The floor of its clock.</param>
    /// <param name="nowMillis">The arrival of the batch at hand.</param>
    void Advance(long firstTick, long floor, long nowMillis);

    /// <summary>Begins at an instant, without a look at what lies before: the rule is new.</summary>
    void Begin(long floor);

    /// <summary>Drops about half of what it holds, the oldest first, and counts it.</summary>
    /// <param name="offset">The batch at hand.</param>
    /// <param name="firstTick">The rule's first tick.</param>
    /// <param name="nowMillis">Its arrival.</param>
    void Shed(long offset, long firstTick, long nowMillis);

    /// <summary>Takes up what state tables hold of it.</summary>
    void Load(Func<string, IEnumerable<StateEntry>> read);

    /// <summary>Ends a replay.</summary>
    void Resume();

    /// <summary>Writes its part of the checkpoint.</summary>
    void Write(StateWriter writer);

    /// <summary>Reads its part of the checkpoint.</summary>
    void Read(StateReader reader);
}
