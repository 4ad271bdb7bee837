namespace Tocsin.Core.Engine.Live;

/// <summary>What a batch came to.</summary>
/// <param name="Changes">What happened to alerts, in order.</param>
/// <param name="StateKeys">The rules that kept something of the batch, by the keys of their state, and <see cref="StateKey.Everything"/>; empty where it held no event.</param>
/// <param name="EarliestMillis">The earliest time of its events by any clock; <see cref="long.MaxValue"/> without any.</param>
/// <param name="LatestMillis">The latest; <see cref="long.MinValue"/> without any.</param>
internal sealed record LiveStep(
    IReadOnlyList<AlertChange> Changes,
    IReadOnlyList<string> StateKeys,
    long EarliestMillis,
    long LatestMillis
);
