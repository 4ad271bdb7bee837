using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Intake;
using Tocsin.Serve.Intake.Elasticsearch;
using Tocsin.Serve.Intake.Falco;
using Tocsin.Serve.Intake.Following;
using Tocsin.Serve.Intake.Generic;
using Tocsin.Serve.Intake.Kubernetes;
using Tocsin.Serve.Intake.OpenTelemetry;
using Tocsin.Serve.Log;
using Tocsin.Serve.Operations;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Hosting;

/// <summary>Puts the server together, runs it, and stops it without losing what it has taken.</summary>
/// <remarks>
/// <para>The one place where parts are composed. A part that works by itself (the engine's loop, delivery) is an
/// <see cref="IHostedService"/>: those start before the first request is taken and stop behind the last one.</para>
/// <para>Stopping: intake answers 503 from then on, requests inside are finished, listeners close, then parts stop in the reverse order of starting.</para>
/// </remarks>
internal sealed class ServeHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ServeOptions _options;

    private ServeHost(WebApplication application, ServeOptions options) =>
        (_application, _options) = (application, options);

    /// <summary>The parts.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>The addresses that the server listens on, as URLs; known once it runs.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <summary>Puts a server together.</summary>
    /// <param name="options">Its configuration, which has been checked.</param>
    /// <param name="compose">Registers the log (<see cref="IIntakeLog"/>, needed) and what else there is: <see cref="IHostedService"/>, <see cref="IEndpointModule"/>, <see cref="IReadiness"/>.</param>
    public static ServeHost Create(ServeOptions options, Action<IServiceCollection> compose)
    {
        // Empty: no settings file of the folder that one happens to be in, no environment variable, changes what the server does.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "tocsin" });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = options.ShutdownTimeout);
        ServeLogging.Add(builder.Logging, options.Telemetry);
        // In this order: the log and the engine start before what fills them, and stop behind it.
        compose(builder.Services);
        AddParts(builder.Services, options);
        builder
            .Services.AddOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>()
            .Configure<ServerCertificates>(
                (server, certificates) => ListenerSetup.Apply(server, options, certificates)
            );

        var application = builder.Build();
        var guard = application.Services.GetRequiredService<RequestGuard>();
        application.UseRouting();
        application.Use(next => context => guard.InvokeAsync(context, next));
        foreach (var module in application.Services.GetServices<IEndpointModule>())
            module.Map(application);
        return new(application, options);
    }

    /// <summary>Starts the server; completes when it takes requests.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _application.StartAsync(cancellation).ConfigureAwait(false);
        HostLog.Started(Logger, string.Join(' ', Addresses));
    }

    /// <summary>Runs until told to stop, then stops.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await StartAsync(stop).ConfigureAwait(false);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lifetime = Services.GetRequiredService<IHostApplicationLifetime>();
        await using (stop.Register(() => stopped.TrySetResult()).ConfigureAwait(false))
        await using (lifetime.ApplicationStopping.Register(() => stopped.TrySetResult()).ConfigureAwait(false))
        {
            await stopped.Task.ConfigureAwait(false);
        }

        // A server of which a part has ended must not look alive: whoever started it starts it anew.
        var failure = Services
            .GetServices<IHostedService>()
            .OfType<BackgroundService>()
            .Select(s => s.ExecuteTask?.Exception?.GetBaseException())
            .FirstOrDefault(e => e is not (null or OperationCanceledException));
        await StopAsync().ConfigureAwait(false);
        if (failure is not null)
            throw new InvalidOperationException(
                $"the server stopped because a part of it failed: {failure.Message}",
                failure
            );
    }

    /// <summary>Stops: nothing new is taken, what was taken is finished.</summary>
    public async Task StopAsync()
    {
        HostLog.Stopping(Logger);
        using var deadline = new CancellationTokenSource(_options.ShutdownTimeout);
        try
        {
            await Services
                .GetRequiredService<IntakeGate>()
                .DrainAsync()
                .WaitAsync(deadline.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            HostLog.NotDrained(Logger);
        }

        await _application.StopAsync(deadline.Token).ConfigureAwait(false);
        HostLog.Stopped(Logger);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private ILogger Logger => Services.GetRequiredService<ILogger<ServeHost>>();

    private static void AddParts(IServiceCollection services, ServeOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Intake);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IntakeMetrics>();
        services.AddSingleton<MemoryRoom>();
        services.AddSingleton<IntakeGate>();
        services.AddHostedService<MemoryGuard>();
        services.AddSingleton(new Authenticator(options.Auth));
        services.AddSingleton<ServerCertificates>();
        services.AddSingleton<RequestGuard>();
        services.AddSingleton<ServeReadiness>();
        services.AddSingleton(
            new ElasticsearchIdentity(options.Intake.Elasticsearch.Version, Path.GetFullPath(options.DataFolder))
        );
        services.AddSingleton<IEndpointModule, HealthEndpoints>();
        services.AddSingleton<IEndpointModule, AuditWebhook>();
        services.AddSingleton<IEndpointModule, ElasticsearchIntake>();
        services.AddSingleton<IEndpointModule, FalcoEndpoint>();
        services.AddSingleton<FalcoQueue>();
        services.AddHostedService(p => p.GetRequiredService<FalcoQueue>());
        services.AddSingleton<IEndpointModule, OtlpEndpoint>();
        services.AddSingleton<IEndpointModule, GenericEndpoint>();
        services.AddHostedService<FileFollower>();
    }
}

/// <summary>What the host writes to the server's own log.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1101, LogLevel.Information, "listening on {Addresses}")]
    public static partial void Started(ILogger logger, string addresses);

    [LoggerMessage(1102, LogLevel.Information, "stopping: nothing new is taken, what was taken is finished")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(1103, LogLevel.Warning, "requests under way did not finish in time")]
    public static partial void NotDrained(ILogger logger);

    [LoggerMessage(1104, LogLevel.Information, "stopped")]
    public static partial void Stopped(ILogger logger);
}
