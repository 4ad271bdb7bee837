using System.Net;
using System.Text.Json;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Log;
using Tocsin.Serve.Operations;
using Tocsin.Serve.Tests.EndToEnd;

namespace Tocsin.Serve.Tests.Api;

/// <summary>What operators rely on.</summary>
public sealed class OperationsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ADeadLetterIsShownAndSentAgain()
    {
        // Nobody listens on the port of a receiver that was closed.
        var receiver = await WebhookReceiver.StartAsync(Token);
        var url = receiver.Url;
        await receiver.DisposeAsync();
        await using var server = await ApiServer.StartAsync(
            $"sinks:\n  - {{name: hook, kind: webhook, url: '{url}', attempts: 1, back_off: 10ms}}\n",
            usesFolder: true
        );
        await server.SendAsync("login", "ada");
        JsonElement letters = default;
        await TocsinProcess.UntilAsync(async () =>
        {
            letters = (await server.GetAsync("/api/dead-letters?sink=hook")).GetProperty("dead_letters");
            return letters.GetArrayLength() == 1;
        });
        var number = letters[0].GetProperty("number").GetInt64();
        Assert.NotEmpty(letters[0].GetProperty("reason").GetString()!);
        var answer = await server.PostAsync("/api/dead-letters/_retry", $$"""{"numbers":[{{number}}]}""");
        Assert.Equal(1, answer.GetProperty("retried").GetInt32());
        await TocsinProcess.UntilAsync(async () =>
        {
            letters = (await server.GetAsync("/api/dead-letters")).GetProperty("dead_letters");
            return letters.GetArrayLength() == 1 && letters[0].GetProperty("number").GetInt64() > number;
        });
    }

    [Fact]
    public void ADiskWithoutRoomMakesTheServerNotReady()
    {
        using var folder = new ServerFolder();
        using var log = new SqliteLog(
            new() { Folder = Path.Combine(folder.Path, "data"), FreeBytesMin = long.MaxValue },
            TimeProvider.System
        );
        Assert.Equal("the disk is full", new LogReadiness(log).NotReadyBecause);
    }

    [Fact]
    public async Task MetricsGoToACollector()
    {
        await using var receiver = await WebhookReceiver.StartAsync(Token);
        var server = await ApiServer.StartAsync($"telemetry:\n  otlp_endpoint: {receiver.Url}\n", usesFolder: true);
        await server.SendAsync("login", "ada");
        // The last sending is when the server stops.
        await server.DisposeAsync();
        Assert.True(
            await receiver.WaitForAsync("tocsin_rule_alerts_total", Token).WaitAsync(TimeSpan.FromSeconds(30), Token)
        );
    }

    [Fact]
    public void MetricsOfACollectorSayWhatOnlyGrows()
    {
        var at = DateTimeOffset.UnixEpoch;
        var body = OtlpExport.Write(
            [new("a_total", true, "help", [new("k", "v")], 2), new("b", false, "", [], double.NaN)],
            at,
            at.AddSeconds(1)
        );
        var metrics = JsonDocument
            .Parse(body.ToJsonString())
            .RootElement.GetProperty("resourceMetrics")[0]
            .GetProperty("scopeMetrics")[0]
            .GetProperty("metrics");
        var point = metrics[0].GetProperty("sum").GetProperty("dataPoints")[0];
        Assert.Equal(2, point.GetProperty("asDouble").GetDouble());
        Assert.Equal("1000000000", point.GetProperty("timeUnixNano").GetString());
        Assert.Equal(0, metrics[1].GetProperty("gauge").GetProperty("dataPoints").GetArrayLength());
    }

    [Fact]
    public async Task AServerThatReplaysOrIsWholeSaysSo()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await TocsinProcess.UntilAsync(async () =>
            (await server.CallAsync(HttpMethod.Get, "/readyz")).Status == HttpStatusCode.OK
        );
        Assert.Null(new EngineReadiness(server.Server.Loop).NotReadyBecause);
        Assert.Null(new LogReadiness(server.Server.Storage.Log).NotReadyBecause);
    }
}
