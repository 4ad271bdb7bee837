using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Intake;

namespace Tocsin.Serve.Operations;

/// <summary>Keeps the process within its memory: collects what nothing needs sooner, then has intake refuse until there is room.</summary>
/// <remarks>
/// What lives is bounded elsewhere (requests, state, queries, caches). The collector takes its time on a machine with room, so that large records leave much behind that
/// nobody needs; that is what is looked at here.
/// </remarks>
internal sealed class MemoryGuard(ServeOptions options, MemoryRoom room, TimeProvider time, ILogger<MemoryGuard> logger)
    : BackgroundService
{
    /// <summary>From which share of the limit on garbage is collected beside the program.</summary>
    private const double Collects = 0.55;

    /// <summary>From which share on everything stops for it, and intake refuses where that is not enough.</summary>
    private const double Refuses = 0.7;

    /// <summary>The share of what the runtime may take of the machine, or of its container, that is ours at most.</summary>
    private const double OfMachine = 0.9;

    private const int LooksPerLimit = 40;

    /// <summary>Where so much was made since the last whole collection, one is due after <see cref="WholeInterval"/>.</summary>
    private const long MadeBytesMin = 256 << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CollectInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WholeInterval = TimeSpan.FromMinutes(1);

    private readonly Meter _meter = new(IntakeMetrics.Name);
    private readonly Lock _looking = new();
    private long _collectedAt = long.MinValue;
    private long _stoppedAt = long.MinValue;
    private long _wholeAt = long.MinValue;
    private long _madeAtWhole;
    private int _wholes = -1;

    /// <summary>The limit, bytes.</summary>
    public long LimitBytes { get; } =
        Math.Min(options.MemoryLimit.Bytes, (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * OfMachine));

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _meter.CreateObservableGauge(
            "tocsin_memory_limit_bytes",
            () => LimitBytes,
            null,
            "Memory that the server may take."
        );
        _meter.CreateObservableGauge(
            "tocsin_memory_short",
            () => room.IsShort ? 1 : 0,
            null,
            "Whether intake refuses because memory is short: 1 or 0."
        );
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Large records come faster than the timer.
        room.Watch(Look, LimitBytes / LooksPerLimit);
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It stops.
        }
    }

    /// <summary>Looks how much is in use, and does what is to be done about it. Threads: safe; one looks, others pass on.</summary>
    private void Look()
    {
        if (!_looking.TryEnter())
            return;
        try
        {
            var used = Environment.WorkingSet;
            if (used > LimitBytes * Refuses && IsDue(ref _stoppedAt))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                used = Environment.WorkingSet;
            }
            else if (used > LimitBytes * Collects && IsDue(ref _collectedAt))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            }
            else if (IsWholeDue())
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            }

            var isShort = used > LimitBytes * Refuses;
            if (isShort && !room.IsShort)
                MemoryLog.Short(logger, used, LimitBytes);
            room.IsShort = isShort;
        }
        finally
        {
            _looking.Exit();
        }
    }

    /// <summary>
    /// Whether it is time for a whole collection beside the program. What waits for the lateness grows old before it is let go, and the collector by itself looks
    /// at old objects only when there are many more.
    /// </summary>
    private bool IsWholeDue()
    {
        var now = time.GetTimestamp();
        var wholes = GC.CollectionCount(GC.MaxGeneration);
        if (wholes != _wholes)
        {
            (_wholes, _wholeAt, _madeAtWhole) = (wholes, now, GC.GetTotalAllocatedBytes());
            return false;
        }

        return time.GetElapsedTime(_wholeAt, now) >= WholeInterval
            && GC.GetTotalAllocatedBytes() - _madeAtWhole >= MadeBytesMin;
    }

    private bool IsDue(ref long last)
    {
        var now = time.GetTimestamp();
        if (last != long.MinValue && time.GetElapsedTime(last, now) < CollectInterval)
            return false;
        last = now;
        return true;
    }
}

/// <summary>What the server's own log says about memory.</summary>
internal static partial class MemoryLog
{
    [LoggerMessage(
        1501,
        LogLevel.Warning,
        "memory is short: {Used} of {Limit} bytes are in use; records are refused until there is room"
    )]
    public static partial void Short(ILogger logger, long used, long limit);
}
