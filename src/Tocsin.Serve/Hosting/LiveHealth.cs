using Tocsin.Serve.Live;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Hosting;

/// <summary>Not ready while the state comes back, and while commits fail.</summary>
internal sealed class EngineReadiness(LiveLoop loop) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "engine";

    /// <inheritdoc/>
    public string? NotReadyBecause =>
        loop.ExecuteTask is { IsFaulted: true } ? "stopped with an error"
        : !loop.IsReady ? "replaying"
        : null;
}

/// <summary>Not ready while the log takes nothing: no room, or a disk that fails.</summary>
internal sealed class LogReadiness(SqliteLog log) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "log";

    /// <inheritdoc/>
    public string? NotReadyBecause => log.NotTakingBecause;
}
