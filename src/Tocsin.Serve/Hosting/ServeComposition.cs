using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tocsin.Core.Sources;
using Tocsin.Serve.Api;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Delivery;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;
using Tocsin.Serve.Operations;
using Tocsin.Serve.RuleSets;

namespace Tocsin.Serve.Hosting;

/// <summary>A whole server: log, rules, engine, alerts and the web server in front of them.</summary>
internal sealed class ServeComposition : IAsyncDisposable
{
    private ServeComposition(ServeHost host, ServeStorage storage, LiveLoop loop, RuleReloader rules) =>
        (Host, Storage, Loop, Rules) = (host, storage, loop, rules);

    /// <summary>The web server and the parts that run.</summary>
    public ServeHost Host { get; }

    /// <summary>Log, alerts and sinks.</summary>
    public ServeStorage Storage { get; }

    /// <summary>The engine's loop.</summary>
    public LiveLoop Loop { get; }

    /// <summary>The rules.</summary>
    public RuleReloader Rules { get; }

    /// <summary>Opens the data folder, loads the rules and puts the server together; it does not run yet.</summary>
    /// <param name="options">The configuration, checked.</param>
    /// <param name="source">Where rules come from.</param>
    /// <param name="time">The clock.</param>
    /// <param name="standardOutput">Where the sink of that name writes.</param>
    /// <exception cref="IOException">The data folder is in use or cannot be written.</exception>
    /// <exception cref="InvalidDataException">A later program has written it, or no rule can run.</exception>
    public static async Task<ServeComposition> OpenAsync(
        ServeOptions options,
        IRuleSource source,
        TimeProvider time,
        Stream standardOutput
    )
    {
        var streams = new DataStreams();
        var rules = new RuleReloader(source, streams, options.Rules.Reload, time);
        if (rules.State.Load.Set is not { } set)
            throw new InvalidDataException(
                "no rule can run: " + (rules.State.Load.Errors().FirstOrDefault() ?? "there are none")
            );
        var storage = await ServeStorage
            .OpenAsync(
                LogOptionsOf(options),
                StoreOptionsOf(options),
                [.. options.Sinks.Select(s => s.ToOptions())],
                streams,
                time,
                standardOutput
            )
            .ConfigureAwait(false);
        try
        {
            var log = storage.Log;
            var loop = new LiveLoop(set, log, log, log, [], LoopOptionsOf(options, rules), time);
            var host = ServeHost.Create(options, s => Add(s, storage, loop, rules));
            var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Tocsin.Serve.Rules");
            rules.Attach(loop, logger);
            foreach (var error in rules.State.Load.Errors())
                RuleSetLog.LeftOut(logger, error);
            RuleSetLog.Reloaded(logger, set.Rules.All.Count);
            return new(host, storage, loop, rules);
        }
        catch
        {
            await storage.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs until told to stop.</summary>
    /// <exception cref="InvalidOperationException">The engine stopped with an error.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Host.StartAsync(both.Token).ConfigureAwait(false);
        var asked = Task.Delay(Timeout.InfiniteTimeSpan, both.Token);
        var first = await Task.WhenAny(asked, Loop.ExecuteTask ?? asked).ConfigureAwait(false);
        await both.CancelAsync().ConfigureAwait(false);
        await Host.StopAsync().ConfigureAwait(false);
        if (first != asked && first.Exception is { } failure)
            throw new InvalidOperationException("the engine stopped: " + failure.InnerException?.Message, failure);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync().ConfigureAwait(false);
        await Storage.DisposeAsync().ConfigureAwait(false);
    }

    private static void Add(IServiceCollection services, ServeStorage storage, LiveLoop loop, RuleReloader rules)
    {
        services.AddSingleton(storage.Log);
        services.AddSingleton<IIntakeLog>(storage.Log);
        services.AddSingleton<IEventLog>(storage.Log);
        services.AddSingleton(storage.Alerts);
        services.AddSingleton(storage.Deliveries);
        services.AddSingleton(storage.Delivery);
        // By way of factories, so that the host disposes of what runs.
        services.AddSingleton(_ => rules);
        services.AddSingleton(_ => loop);
        services.AddSingleton<IReadiness>(new EngineReadiness(loop));
        services.AddSingleton<IReadiness>(new LogReadiness(storage.Log));
        services.AddHostedService(p => p.GetRequiredService<LiveLoop>());
        services.AddHostedService(p => p.GetRequiredService<RuleReloader>());
        ApiModules.Add(services);
        services.AddSingleton<MetricTable>();
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<IEndpointModule, MetricsEndpoint>();
        services.AddHostedService<SourceWatch>();
        services.AddHostedService<OtlpExport>();
    }

    private static LogOptions LogOptionsOf(ServeOptions options) =>
        new()
        {
            Folder = options.DataFolder,
            UnsealedBytesMax = options.Retention.LogSize.Bytes,
            RetentionAge = options.Retention.Events,
            RetentionBytes = options.Retention.EventsSize.Bytes,
            KeyWindow = options.Retention.Duplicates,
        };

    private static Alerts.AlertStoreOptions StoreOptionsOf(ServeOptions options) =>
        new()
        {
            PostgresConnectionString = options.Alerts.Connection?.Reveal(),
            RetentionAge = options.Retention.Alerts > TimeSpan.Zero ? options.Retention.Alerts : null,
        };

    private static LiveLoopOptions LoopOptionsOf(ServeOptions options, RuleReloader rules) =>
        new()
        {
            Engine = new()
            {
                Lateness = options.Engine.Lateness,
                FutureTolerance = options.Engine.FutureLimit,
                IdleTimeout = options.Engine.IdleAfter,
                StateBytesMax = options.Engine.StateBudget.Bytes,
                StateSaltOf = rules.SaltOf,
                Stopwatch = TimeProvider.System,
            },
        };
}
