using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tocsin.Serve.Configuration;

namespace Tocsin.Serve.Tests;

/// <summary>What hostile senders try (<c>docs/threat-model.md</c>).</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task HeadersBeyondTheLimitAreRefused()
    {
        await using var server = await TestServer.StartAsync();

        Assert.StartsWith(
            "HTTP/1.1 431",
            await RawAsync(server, $"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 40_000)}\r\n\r\n"),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "HTTP/1.1 414",
            await RawAsync(server, $"GET /{new string('x', 10_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", "404")]
    [InlineData("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", "404")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nHost: 127.0.0.1\r\n\r\n", "400")]
    [InlineData(
        "POST /ingest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "400"
    )]
    [InlineData("POST /ingest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "400")]
    [InlineData("POST /ingest HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400")]
    public async Task OddPathsLeadNowhere(string request, string status)
    {
        await using var server = await TestServer.StartAsync();

        Assert.StartsWith("HTTP/1.1 " + status, await RawAsync(server, request), StringComparison.Ordinal);
        Assert.Empty(server.Log.Batches);
    }

    [Theory]
    [InlineData("Host: evil.example", "403")]
    [InlineData("Host: 127.0.0.1\r\nOrigin: https://evil.example", "403")]
    [InlineData("Host: 127.0.0.1\r\nOrigin: null", "403")]
    [InlineData("Host: localhost\r\nSec-Fetch-Site: cross-site", "403")]
    [InlineData("Host: localhost\r\nSec-Fetch-Site: same-site", "403")]
    [InlineData("Host: localhost:1\r\nOrigin: http://localhost:1\r\nSec-Fetch-Site: same-origin", "200")]
    [InlineData("Host: [::1]:9880", "200")]
    [InlineData("Host: proxy.example", "200")]
    public async Task APageInABrowserReachesNothing(string headers, string status)
    {
        await using var server = await TestServer.StartAsync(
            new ServeOptions { Listeners = [new() { Address = "127.0.0.1:0", Hosts = ["proxy.example"] }] }
        );

        var request = $"POST /ingest HTTP/1.1\r\n{headers}\r\nContent-Length: 2\r\n\r\n{{}}";

        Assert.StartsWith("HTTP/1.1 " + status, await RawAsync(server, request), StringComparison.Ordinal);
        Assert.Equal(status == "200" ? 1 : 0, server.Log.Lines.Count);
    }

    [Fact]
    public async Task ABodyThatNeverComesIsGivenUp()
    {
        var time = new ManualTime();
        await using var server = await TestServer.StartAsync(
            new ServeOptions { Listeners = [TestServer.Local] },
            s => s.AddSingleton<TimeProvider>(time)
        );
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        const string Head =
            "POST /ingest HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Head), TestContext.Current.CancellationToken);
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);

        time.Advance(TimeSpan.FromMinutes(2));
        read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARecordIsOneLineWhateverItHolds()
    {
        await using var server = await TestServer.StartAsync();

        await server.PostAsync("/ingest", "[{\"a\":\"x\ny\r{\\\"b\\\":1}\"},\n{\n\"c\"\n:\r\n2}]");
        await server.PostAsync("/k8s-audit", "{\"items\":[{\n\"auditID\":\r\"a\"\n}]}");

        Assert.All(server.Log.Batches, b => Assert.Equal(b.Lengths.Count, b.Records.Span.Count((byte)'\n')));
        Assert.All(server.Log.Batches, b => Assert.DoesNotContain((byte)'\r', b.Records.ToArray()));
    }

    [Fact]
    public async Task NothingThatWasSentIsInTheServersLog()
    {
        const string Marker = "s3cr3t-marker";
        var lines = new Lines();
        await using (
            var server = await TestServer.StartAsync(
                new ServeOptions
                {
                    Listeners = [new() { Address = "127.0.0.1:0", Auth = ListenerAuth.Required }],
                    Auth = new()
                    {
                        Tokens =
                        [
                            new()
                            {
                                Name = "a",
                                Hash = Tocsin.Serve.Security.TokenHash.Format(Marker),
                                Scopes = [Tocsin.Serve.Security.Scope.Ingest],
                            },
                        ],
                    },
                },
                s => s.AddSingleton<ILoggerProvider>(lines)
            )
        )
        {
            await server.PostAsync($"/falco/{Marker}", Marker);
            await server.PostAsync($"/falco/wrong-{Marker}?token={Marker}", "{}");
            server.Client.DefaultRequestHeaders.Authorization = new("Bearer", Marker);
            foreach (var path in (string[])["/k8s-audit", "/_bulk", "/v1/logs", "/ingest", "/x/_doc"])
                await server.PostAsync($"{path}?{Marker}", $"\u001b[31m {Marker}");
        }

        Assert.NotEmpty(lines.All);
        Assert.All(lines.All, l => Assert.DoesNotContain(Marker, l, StringComparison.Ordinal));
        Assert.All(lines.All, l => Assert.DoesNotContain('\u001b', l));
    }

    private static async Task<string> RawAsync(TestServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> All => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => _lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
