using Tocsin.Core.Engine.Live;

namespace Tocsin.Serve.Live;

/// <summary>What the engine's loop keeps: consumed offset, state and alerts go together.</summary>
internal interface ILiveStore
{
    /// <summary>The last consumed offset; 0 at the beginning.</summary>
    long ConsumedOffset { get; }

    /// <summary>The checkpoint of the last commit; null at the beginning.</summary>
    byte[]? Checkpoint { get; }

    /// <summary>The entries of a state table.</summary>
    IEnumerable<StateEntry> ReadState(string table);

    /// <summary>Makes a step durable. Alerts go by id: applying a step twice is the same as once.</summary>
    void Apply(Commit commit);
}
