namespace Tocsin.Bench.Load;

/// <summary>The server's resident memory over a stretch of time, four times a second.</summary>
internal sealed class MemoryTrace : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<long> _samples = [];
    private readonly Task _running;

    public MemoryTrace(ServerProbe probe) => _running = Task.Run(() => RunAsync(probe));

    /// <summary>The most in each quarter of the time, bytes.</summary>
    public long[] Quarters()
    {
        lock (_samples)
        {
            var quarters = new long[4];
            for (var i = 0; i < _samples.Count; i++)
                quarters[i * 4 / _samples.Count] = Math.Max(quarters[i * 4 / _samples.Count], _samples[i]);
            return quarters;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(ServerProbe probe)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var bytes = probe.ResidentBytes();
                lock (_samples)
                    _samples.Add(bytes);
            }
        }
        catch (OperationCanceledException)
        {
            // The stretch is over.
        }
    }
}
