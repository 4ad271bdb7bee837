namespace Tocsin.Serve.Log;

/// <summary>What goes on behind: consumed batches into segments, old segments out.</summary>
internal sealed partial class SqliteLog
{
    private static readonly TimeSpan UpkeepInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(10);
    private readonly Lock _upkeepLock = new();
    private readonly CancellationTokenSource _stopUpkeep = new();
    private readonly SemaphoreSlim _upkeepDue = new(0, 1);
    private Task? _upkeep;
    private long _forgottenMillis = long.MinValue / 2;

    /// <summary>What last went wrong behind; null where the last round succeeded.</summary>
    public Exception? UpkeepFailure { get; private set; }

    /// <summary>Begins to seal and to retire segments by itself; without it, <see cref="Maintain"/> is the caller's.</summary>
    public void StartUpkeep() => _upkeep ??= Task.Run(UpkeepAsync);

    /// <summary>Seals what is due and removes what is past retention; the segments made and removed.</summary>
    /// <param name="all">Whether to seal also what makes no full segment yet.</param>
    public (int Sealed, int Retired) Maintain(bool all = false)
    {
        lock (_upkeepLock)
        {
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            var before = _segments.LastOffset;
            var made = _sealer.Run(ConsumedOffset, now, all, _stopUpkeep.Token);
            var retired = _retention.Run(now);
            if (now - _forgottenMillis >= (long)UpkeepInterval.TotalMilliseconds || now < _forgottenMillis)
            {
                _retention.ForgetKeys(now);
                _forgottenMillis = now;
            }

            if (_segments.LastOffset != before)
                Recount();
            return (made, retired);
        }
    }

    private void Recount() =>
        _writer
            .RunAsync(
                c =>
                    (long)
                        Sqlite.SqliteFile.Scalar(
                            c,
                            "SELECT coalesce(sum(bytes), 0) FROM batches WHERE batch > $s",
                            ("$s", _segments.LastOffset)
                        )!,
                // On the writer's thread: no group can come between counting and setting.
                bytes => Interlocked.Exchange(ref _unsealedBytes, bytes)
            )
            .GetAwaiter()
            .GetResult();

    private void WakeUpkeep()
    {
        if (!_consumption.IsDue(ConsumedOffset))
            return;
        try
        {
            _upkeepDue.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else woke it.
        }
    }

    private async Task UpkeepAsync()
    {
        while (!_stopUpkeep.IsCancellationRequested)
        {
            try
            {
                Maintain();
                UpkeepFailure = null;
                await _upkeepDue.WaitAsync(UpkeepInterval, _stopUpkeep.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                // The log goes on without; the next round tries again, and back-pressure comes if none succeeds.
                UpkeepFailure = e;
                await Task.Delay(FailurePause, _time, _stopUpkeep.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void StopUpkeep()
    {
        _stopUpkeep.Cancel();
        _upkeep?.GetAwaiter().GetResult();
        _stopUpkeep.Dispose();
        _upkeepDue.Dispose();
    }
}
