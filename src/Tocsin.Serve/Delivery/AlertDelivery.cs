using System.Diagnostics.Metrics;
using Tocsin.Serve.Alerts;

namespace Tocsin.Serve.Delivery;

/// <summary>All sinks: each goes its own way, so that one that is down holds up no other.</summary>
internal sealed class AlertDelivery : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(30);
    private readonly IAlertStore _alerts;
    private readonly DeliveryStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan? _retentionAge;
    private readonly DeliveryMetrics _metrics = new();
    private readonly Meter _meter = new("Tocsin.Serve");
    private readonly List<ISink> _sinks = [];
    private readonly List<SinkWorker> _workers = [];
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    /// <param name="sinks">The sinks; names are distinct.</param>
    /// <param name="alerts">The alerts.</param>
    /// <param name="store">How far each sink is.</param>
    /// <param name="time">What time it is, and how long to wait.</param>
    /// <param name="standardOutput">Where <see cref="SinkKind.StandardOutput"/> writes.</param>
    /// <param name="retentionAge">How long closed alerts are kept after their last change; null: for ever.</param>
    /// <exception cref="ArgumentException">A sink's options make no sense (<see cref="SinkOptions.Fault"/>).</exception>
    public AlertDelivery(
        IReadOnlyList<SinkOptions> sinks,
        IAlertStore alerts,
        DeliveryStore store,
        TimeProvider time,
        Stream standardOutput,
        TimeSpan? retentionAge = null
    )
    {
        _retentionAge = retentionAge;
        _alerts = alerts;
        _store = store;
        _time = time;
        foreach (var options in sinks)
        {
            if (options.Fault() is { } fault)
                throw new ArgumentException($"sink `{options.Name}`: {fault}", nameof(sinks));
            if (_workers.Exists(w => w.Name == options.Name))
                throw new ArgumentException($"there are two sinks named `{options.Name}`", nameof(sinks));
            var sink = SinkOf(options, time, standardOutput);
            _sinks.Add(sink);
            _workers.Add(new(options, sink, alerts, store, _metrics, time));
        }

        _meter.CreateObservableGauge(
            "tocsin_sink_lag_changes",
            () =>
                _workers.Select(w => new Measurement<long>(
                    _store.LagOf(w.Name),
                    new KeyValuePair<string, object?>("sink", w.Name)
                )),
            null,
            "Changes of alerts that a sink has before it."
        );
    }

    /// <summary>The sinks, for status.</summary>
    public IReadOnlyList<SinkWorker> Workers => _workers;

    /// <summary>Begins; returns once every sink has its place, so that no change from now on is missed.</summary>
    public async Task StartAsync()
    {
        foreach (var worker in _workers)
            await worker.BeginAsync().ConfigureAwait(false);
        _alerts.Changed += Wake;
        _running = Task.WhenAll([.. _workers.Select(RunAsync), PruneAsync()]);
    }

    /// <summary>Lets sinks look for changes at once: after dead letters were sent on their way again, say.</summary>
    public void Wake() =>
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Stops. What was not sent is sent after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        _alerts.Changed -= Wake;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _sinks.ForEach(s => s.Dispose());
        _metrics.Dispose();
        _meter.Dispose();
        _stop.Dispose();
    }

    private static ISink SinkOf(SinkOptions options, TimeProvider time, Stream standardOutput) =>
        options.Kind switch
        {
            SinkKind.StandardOutput => new StreamSink(standardOutput),
            SinkKind.File => new FileSink(options.Path!, options.FileBytesMax, options.FilesMax),
            SinkKind.Webhook => new WebhookSink(options, time),
            SinkKind.Alertmanager => new AlertmanagerSink(options, time),
            SinkKind.Elasticsearch => new ElasticsearchSink(options, time),
            _ => new SyslogSink(options),
        };

    private async Task RunAsync(SinkWorker worker)
    {
        while (!_stop.IsCancellationRequested)
        {
            var changed = Volatile.Read(ref _changed).Task;
            try
            {
                await worker.DrainAsync(_stop.Token).ConfigureAwait(false);
                await changed.WaitAsync(LookInterval, _time, _stop.Token).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Nothing changed that this server knows of; it looks anyway.
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception) when (!_stop.IsCancellationRequested)
            {
                // The database is away; nothing was passed over, and it is asked again.
                await Pause().ConfigureAwait(false);
            }
        }
    }

    private async Task PruneAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Pause().ConfigureAwait(false);
            try
            {
                if (_stop.IsCancellationRequested)
                    return;
                await _store.PruneAsync([.. _workers.Select(w => w.Name)]).ConfigureAwait(false);
                if (_retentionAge is { } age)
                    await _alerts
                        .RetireAsync((_time.GetUtcNow() - age).ToUnixTimeMilliseconds(), _stop.Token)
                        .ConfigureAwait(false);
            }
            catch (Exception) when (!_stop.IsCancellationRequested)
            {
                // The next round does it.
            }
        }
    }

    private async Task Pause()
    {
        try
        {
            await Task.Delay(LookInterval, _time, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It stops.
        }
    }
}
