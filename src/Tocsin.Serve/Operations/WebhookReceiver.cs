using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tocsin.Serve.Hosting;

namespace Tocsin.Serve.Operations;

/// <summary>A receiver of webhooks on a free port of this machine, for the self-test.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Channel<string> _bodies = Channel.CreateUnbounded<string>();

    private WebhookReceiver(WebApplication application) => _application = application;

    /// <summary>Where to send.</summary>
    public string Url =>
        _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts one.</summary>
    public static async Task<WebhookReceiver> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "tocsin" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var receiver = new WebhookReceiver(builder.Build());
        receiver._application.Use(_ =>
            async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                var body = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);
                receiver._bodies.Writer.TryWrite(body);
            }
        );
        await receiver._application.StartAsync(cancellation).ConfigureAwait(false);
        return receiver;
    }

    /// <summary>Waits for a request whose body holds a text.</summary>
    public async Task<bool> WaitForAsync(string text, CancellationToken cancellation)
    {
        while (true)
        {
            var body = await _bodies.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (body.Contains(text, StringComparison.Ordinal))
                return true;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
