using Tocsin.Core.Sources;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Delivery;

/// <summary>Everything that is on disk, opened together: log, alerts, sinks.</summary>
internal sealed class ServeStorage : IAsyncDisposable
{
    private ServeStorage(SqliteLog log, IAlertStore alerts, DeliveryStore deliveries, AlertDelivery delivery)
    {
        Log = log;
        Alerts = alerts;
        Deliveries = deliveries;
        Delivery = delivery;
    }

    /// <summary>The log: where intake puts batches, where the loop reads them and keeps its state.</summary>
    public SqliteLog Log { get; }

    /// <summary>The alerts.</summary>
    public IAlertStore Alerts { get; }

    /// <summary>Dead letters and silences.</summary>
    public DeliveryStore Deliveries { get; }

    /// <summary>The sinks.</summary>
    public AlertDelivery Delivery { get; }

    /// <summary>Opens all of it and starts upkeep and sinks.</summary>
    /// <param name="log">The log.</param>
    /// <param name="alerts">The alerts.</param>
    /// <param name="sinks">The sinks.</param>
    /// <param name="streams">The names of indices that the engine's events go by; the engine's own, one for the life of the server.</param>
    /// <param name="time">What time it is.</param>
    /// <param name="standardOutput">Where the sink of that name writes.</param>
    /// <exception cref="IOException">The data folder is in use or cannot be written.</exception>
    /// <exception cref="InvalidDataException">A later program has written it.</exception>
    /// <exception cref="ArgumentException">A sink's options make no sense.</exception>
    public static async Task<ServeStorage> OpenAsync(
        LogOptions log,
        AlertStoreOptions alerts,
        IReadOnlyList<SinkOptions> sinks,
        DataStreams streams,
        TimeProvider time,
        Stream standardOutput
    )
    {
        var opened = new SqliteLog(log, time);
        IAlertStore? store = null;
        try
        {
            store = alerts.PostgresConnectionString is null
                ? new SqliteAlertStore(opened, streams, time)
                : new NpgsqlAlertStore(alerts, opened, streams, time);
            var deliveries = new DeliveryStore(opened, time);
            var delivery = new AlertDelivery(sinks, store, deliveries, time, standardOutput, alerts.RetentionAge);
            await delivery.StartAsync().ConfigureAwait(false);
            opened.StartUpkeep();
            return new(opened, store, deliveries, delivery);
        }
        catch
        {
            if (store is IAsyncDisposable disposable)
                await disposable.DisposeAsync().ConfigureAwait(false);
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Stops the sinks, then the log; what waits in the log is kept first.</summary>
    public async ValueTask DisposeAsync()
    {
        await Delivery.DisposeAsync().ConfigureAwait(false);
        if (Alerts is IAsyncDisposable disposable)
            await disposable.DisposeAsync().ConfigureAwait(false);
        Log.Dispose();
    }
}
