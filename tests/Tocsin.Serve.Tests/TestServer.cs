using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Tests;

/// <summary>A whole server on a free port of this machine, with a log in memory.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly ServeHost _host;

    private TestServer(ServeHost host, TestLog log)
    {
        _host = host;
        Log = log;
        Client = new() { BaseAddress = new(host.Addresses[0].Replace("[::]", "127.0.0.1", StringComparison.Ordinal)) };
    }

    public HttpClient Client { get; }

    public TestLog Log { get; }

    public ServeHost Host => _host;

    public int Port => Client.BaseAddress!.Port;

    public static Task<TestServer> StartAsync() => StartAsync(new ServeOptions { Listeners = [Local] });

    public static ListenerOptions Local => new() { Name = "test", Address = "127.0.0.1:0" };

    public static async Task<TestServer> StartAsync(ServeOptions options, Action<IServiceCollection>? compose = null)
    {
        var log = new TestLog();
        var host = ServeHost.Create(
            options,
            s =>
            {
                s.AddSingleton<IIntakeLog>(log);
                compose?.Invoke(s);
            }
        );
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new(host, log);
    }

    /// <summary>Starts a server from what stands in a file.</summary>
    public static Task<TestServer> StartAsync(string yaml)
    {
        var found = new Core.Diagnostics.DiagnosticBag();
        var options = ConfigurationFile.Read(yaml, "test.yml", found);
        Assert.Equal([], found.ToSortedArray().Where(d => d.IsError).Select(d => d.Message));
        return StartAsync(options);
    }

    public async Task<(HttpStatusCode Status, string Text)> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string type = "application/json"
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<(HttpStatusCode Status, string Text)> PostAsync(
        string path,
        string body,
        string type = "application/json"
    ) => SendAsync(HttpMethod.Post, path, body, type);

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        var (status, text) = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, status);
        return JsonDocument.Parse(text).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await _host.DisposeAsync();
    }
}
