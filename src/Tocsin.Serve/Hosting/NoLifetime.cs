using Microsoft.Extensions.Hosting;

namespace Tocsin.Serve.Hosting;

/// <summary>Leaves signals to the program: it has its own way to be told to stop.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
