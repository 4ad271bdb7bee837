using Microsoft.Extensions.Hosting;
using Tocsin.Core.Engine.Live;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Live;

/// <summary>Reads the log behind what is consumed, runs the rules, makes each step durable, and tells the subscribers.</summary>
/// <remarks>
/// <para>The engine sees the log alone; only the loop looks at the clock, to say in the log what time it is when nothing else comes. A step that
/// was not committed is run again after a restart and comes to the same.</para>
/// <para>A commit that fails is tried again until it succeeds. A batch that the engine fails on is passed over, counted and told; the
/// others of its step are run again without it.</para>
/// </remarks>
/// <param name="rules">The rules to begin with.</param>
/// <param name="log">The log.</param>
/// <param name="intake">The same log, for batches that tell the time.</param>
/// <param name="store">Where steps are committed.</param>
/// <param name="subscribers">Who hears of alerts.</param>
/// <param name="options">How to run.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveLoop(
    LiveRuleSet rules,
    IEventLog log,
    IIntakeLog intake,
    ILiveStore store,
    IReadOnlyList<IAlertSubscriber> subscribers,
    LiveLoopOptions options,
    TimeProvider time
) : BackgroundService
{
    private readonly LiveStatistics _statistics = new(time);
    private readonly Lock _reloadLock = new();
    private LiveRuleSet _rules = rules;
    private LiveRunner? _runner;
    private Task<LiveBatch[]>? _next;
    private (LiveRuleSet Rules, TaskCompletionSource Done)? _reload;
    private LiveSnapshot _snapshot = LiveSnapshot.Empty;

    /// <summary>How the loop was doing after the last step. Threads: safe.</summary>
    public LiveSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>Whether the state is back and batches are being consumed. Threads: safe.</summary>
    public bool IsReady => Volatile.Read(ref _runner) is not null;

    /// <summary>Puts other rules in force between two steps; rules that did not change keep their state. Threads: safe.</summary>
    /// <returns>Completes when they are; fails, with the old rules still in force, where they cannot be.</returns>
    public Task ReloadAsync(LiveRuleSet other)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_reloadLock)
        {
            _reload?.Done.TrySetCanceled();
            _reload = (other, done);
        }

        return done.Task;
    }

    /// <summary>Brings the state back. Called once, before <see cref="StepAsync"/>.</summary>
    public void Begin()
    {
        var runner = LiveRunner.Start(_rules, log, store, options);
        _statistics.HasLostState = runner.HasLostState;
        Volatile.Write(ref _runner, runner);
        Tell();
    }

    /// <summary>Runs one step.</summary>
    /// <returns>Whether there was anything to run.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellation)
    {
        await TakeReloadAsync().ConfigureAwait(false);
        var batches = await TakeNextAsync().ConfigureAwait(false);
        if (batches.Length == 0)
            return false;
        // The next batches are read while these are run.
        var last = batches[^1].Offset;
        var runner = _runner!;
        _next = log.LastOffset > last ? Task.Run(() => runner.Read(last), cancellation) : null;
        Commit commit;
        try
        {
            commit = runner.Run(batches);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await RunOneByOneAsync(batches, exception, cancellation).ConfigureAwait(false);
            return true;
        }

        await CommitAsync(commit, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host goes on starting while the state comes back.
        await Task.Yield();
        Begin();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (await StepAsync(stoppingToken).ConfigureAwait(false))
                    continue;
                var offset = _runner!.Engine.Offset;
                await log.WaitAsync(offset, options.QuietInterval, stoppingToken).ConfigureAwait(false);
                if (log.LastOffset <= offset && _runner.Engine.WaitsForTime && !HasReload)
                    await TellTheTimeAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is not committed is run again at the next start.
        }
    }

    /// <summary>Says in the log what time it is.</summary>
    public async Task TellTheTimeAsync(CancellationToken cancellation)
    {
        var batch = new IntakeBatch
        {
            Source = "",
            ArrivedMillis = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Records = ReadOnlyMemory<byte>.Empty,
            Lengths = [],
            Keys = [],
        };
        await intake.AppendAsync(batch, cancellation).ConfigureAwait(false);
    }

    private bool HasReload
    {
        get
        {
            lock (_reloadLock)
                return _reload is not null;
        }
    }

    /// <summary>Lets go of what is being read ahead: nobody may be at a batch when it is consumed.</summary>
    private async Task DropNextAsync()
    {
        var next = _next;
        _next = null;
        if (next is not null)
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<LiveBatch[]> TakeNextAsync()
    {
        var next = _next;
        _next = null;
        if (next is not null)
        {
            try
            {
                return await next.ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _statistics.LastError = exception.Message;
            }
        }

        return _runner!.Read(_runner.Engine.Offset);
    }

    private async Task TakeReloadAsync()
    {
        (LiveRuleSet Rules, TaskCompletionSource Done)? reload;
        lock (_reloadLock)
            (reload, _reload) = (_reload, null);
        if (reload is not var (other, done))
            return;
        // What was read ahead is of the rules before.
        await DropNextAsync().ConfigureAwait(false);
        try
        {
            var runner = LiveRunner.Start(other, log, store, options);
            _rules = other;
            Volatile.Write(ref _runner, runner);
            Tell();
            done.TrySetResult();
        }
        catch (Exception exception)
        {
            _statistics.LastError = exception.Message;
            done.TrySetException(exception);
        }
    }

    /// <summary>Runs the batches of a step that failed again, each by itself; the one at fault is passed over.</summary>
    private async Task RunOneByOneAsync(LiveBatch[] batches, Exception fault, CancellationToken cancellation)
    {
        _statistics.LastError = fault.ToString();
        await DropNextAsync().ConfigureAwait(false);
        var first = store.ConsumedOffset;
        var last = batches[^1].Offset;
        _runner = LiveRunner.Start(_rules, log, store, options);
        while (first < last)
        {
            var again = Array.FindAll(_runner.Read(first), b => b.Offset <= last);
            if (again.Length == 0)
                return;
            foreach (var batch in again)
            {
                Commit commit;
                try
                {
                    commit = _runner.Run([batch]);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    _statistics.PassedOver++;
                    _statistics.LastError = exception.ToString();
                    _runner = LiveRunner.Start(_rules, log, store, options);
                    commit = _runner.Run([batch with { Parts = [] }]);
                }

                await CommitAsync(commit, cancellation).ConfigureAwait(false);
                first = batch.Offset;
            }
        }
    }

    private async Task CommitAsync(Commit commit, CancellationToken cancellation)
    {
        var wait = options.RetryFirst;
        while (true)
        {
            try
            {
                store.Apply(commit);
                break;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _statistics.CommitFailures++;
                _statistics.LastError = exception.Message;
                Tell();
                await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
                wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, options.RetryMax.Ticks));
            }
        }

        _statistics.StepCount++;
        Tell();
        if (commit.Alerts.Count == 0)
            return;
        foreach (var subscriber in subscribers)
            subscriber.Applied(commit.Offset, commit.Alerts);
    }

    private void Tell() => Volatile.Write(ref _snapshot, _statistics.Take(_runner!.Engine, log.LastOffset, _snapshot));
}
