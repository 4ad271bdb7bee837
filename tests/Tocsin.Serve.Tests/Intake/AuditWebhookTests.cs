using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Tocsin.Serve.Log;
using Tocsin.Tests;

namespace Tocsin.Serve.Tests.Intake;

/// <summary>The Kubernetes audit webhook (intake-protocols, section 1; checks 4 to 6 of section 8).</summary>
public sealed class AuditWebhookTests
{
    private const string Path = "/k8s-audit";

    [Fact]
    public async Task RecordedRequestsOfAnApiServerAreTakenAsTheyWere()
    {
        await using var server = await TestServer.StartAsync(
            "intake: {kubernetes: {paths: [/kubernetes/audit, /only, /blocking, /defaults, /strict, /audit/tls]}}\n"
                + "listeners: [{name: test, address: '127.0.0.1:0'}]"
        );
        var events = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(SharedData.Require("data/k8s-audit/webhook-batches.jsonl")))
        {
            using var recorded = JsonDocument.Parse(line);
            var root = recorded.RootElement;
            if (!root.TryGetProperty("body", out var body) || body.GetString() is not { Length: > 0 } text)
                continue;
            var parts = root.GetProperty("request_line").GetString()!.Split(' ');
            if (parts[0] != "POST")
                continue;
            foreach (var item in JsonDocument.Parse(text).RootElement.GetProperty("items").EnumerateArray())
                events.Add(item.GetProperty("auditID").GetString() + item.GetProperty("stage").GetString());

            var (status, _) = await server.PostAsync(parts[1], text);

            Assert.Equal(HttpStatusCode.OK, status);
        }

        Assert.Equal(events.Count, server.Log.Lines.Count);
        Assert.Equal(
            events.Order(StringComparer.Ordinal),
            server
                .Log.Records.Select(r => r.GetProperty("auditID").GetString()! + r.GetProperty("stage").GetString())
                .Order(StringComparer.Ordinal)
        );
        Assert.All(server.Log.Records, r => Assert.Equal("audit.k8s.io/v1", r.GetProperty("apiVersion").GetString()));
    }

    [Fact]
    public async Task AnItemBecomesTheLineThatTheLogBackendWrites()
    {
        await using var server = await TestServer.StartAsync();

        await server.PostAsync(Path, List("{\"level\":\"Metadata\",\"auditID\":\"a\",\"stage\":\"Panic\"}"));

        Assert.Equal(
            [
                "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"Metadata\",\"auditID\":\"a\",\"stage\":\"Panic\"}",
            ],
            server.Log.Lines
        );
    }

    [Theory]
    [InlineData("{\"items\":[{\"auditID\":\"a\"}],\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\"}", 1)]
    [InlineData("{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"auditID\":\"a\"}", 1)]
    [InlineData(
        "[{\"auditID\":\"a\"},{\"kind\":\"EventList\",\"items\":[{\"auditID\":\"b\"},{\"auditID\":\"c\"}]}]",
        3
    )]
    [InlineData("{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"items\":[]}", 0)]
    [InlineData(
        "{\"kind\":\"EventList\",\"metadata\":{\"a\":[1,{\"items\":[]}]},\"items\":[{\"auditID\":\"a\"}]}\n",
        1
    )]
    [InlineData("{\"items\":[{\"auditID\":\"a\"}]}\n{\"items\":[{\"auditID\":\"b\"}]}", 2)]
    [InlineData("{ \"items\" : [ {\r\n \"auditID\" : \"a\\\"}]\" } , ] }", 1)]
    public async Task EventsAreFoundWhereverTheyStand(string body, int count)
    {
        await using var server = await TestServer.StartAsync();

        var (status, _) = await server.PostAsync(Path, body, "text/plain");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(count, server.Log.Lines.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{\"items\":[{\"auditID\":\"a\"}")]
    [InlineData("{\"items\":[{\"auditID\":\"a\"}]")]
    [InlineData("[{\"auditID\":\"a\"}")]
    [InlineData("[}")]
    [InlineData("{\"items\":[}]}")]
    [InlineData("{\"a\":]}")]
    [InlineData("{]")]
    public async Task WhatIsNoJsonIsRefusedAsAWhole(string body)
    {
        await using var server = await TestServer.StartAsync();

        var (status, _) = await server.PostAsync(Path, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Empty(server.Log.Batches);
    }

    [Theory]
    [InlineData("{\"auditID\":}")]
    [InlineData("{\"auditID\":\"x\",\"a\":[}")]
    [InlineData("{}")]
    [InlineData("{\"kind\":\"Pod\",\"auditID\":\"x\"}")]
    [InlineData("{\"apiVersion\":\"v1\",\"auditID\":\"x\"}")]
    [InlineData("17")]
    [InlineData("\"text ] }\"")]
    [InlineData("null")]
    [InlineData("[{\"auditID\":\"x\"}]")]
    public async Task OneBrokenItemCostsNoOther(string item)
    {
        await using var server = await TestServer.StartAsync();

        var (status, _) = await server.PostAsync(Path, List("{\"auditID\":\"a\"}", item, "{\"auditID\":\"b\"}"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["a", "b"], server.Log.Records.Select(r => r.GetProperty("auditID").GetString()));
    }

    [Fact]
    public async Task PiecesOfAnySizeGiveTheSameEvents()
    {
        var body = Encoding.UTF8.GetBytes(
            " ["
                + List("{\"auditID\":\"a\",\"x\":\"\\\"\\\\}\"}", "17", "{\"auditID\":\"ü\",\"y\":[{\"z\":null}]}")
                + ", 1 ]"
        );
        var expected = Read(body, body.Length);

        for (var size = 1; size < body.Length; size++)
            Assert.Equal(expected, Read(body, size));
        Assert.Equal(2, expected.Count(c => c == '\n'));

        await Task.CompletedTask;
    }

    [Fact]
    public async Task TheClusterOfThePathIsWrittenIntoTheEvent()
    {
        await using var server = await TestServer.StartAsync();

        await server.PostAsync(Path + "/prod-1", List("{\"auditID\":\"a\"}"));
        await server.PostAsync(Path + "/prod-2", List("{\"auditID\":\"a\"}"));

        Assert.Equal(
            ["prod-1", "prod-2"],
            server.Log.Records.Select(r =>
                r.GetProperty("orchestrator").GetProperty("cluster").GetProperty("name").GetString()
            )
        );
    }

    [Fact]
    public async Task ABatchThatIsSentAgainIsTakenOnce()
    {
        await using var server = await TestServer.StartAsync();
        var body = List(
            "{\"auditID\":\"a\",\"stage\":\"RequestReceived\"}",
            "{\"auditID\":\"a\",\"stage\":\"ResponseComplete\"}"
        );

        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(Path, body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(Path, body)).Status);

        Assert.Equal(2, server.Log.Lines.Count);
    }

    [Fact]
    public async Task AListOfTwentyMegabytesIsTakenInTime()
    {
        await using var server = await TestServer.StartAsync();
        var filling = new string('x', 50_000);
        var items = Enumerable.Range(0, 400).Select(i => $"{{\"auditID\":\"{i}\",\"requestObject\":\"{filling}\"}}");
        var body = List([.. items]);
        var started = Stopwatch.GetTimestamp();

        var (status, _) = await server.PostAsync(Path, body);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        Assert.Equal(400, server.Log.Lines.Count);
    }

    [Theory]
    [InlineData(AppendStatus.Full, HttpStatusCode.TooManyRequests)]
    [InlineData(AppendStatus.Stopping, HttpStatusCode.ServiceUnavailable)]
    [InlineData(AppendStatus.Failed, HttpStatusCode.ServiceUnavailable)]
    internal async Task ARefusalSaysWhenToComeAgain(AppendStatus answer, HttpStatusCode expected)
    {
        await using var server = await TestServer.StartAsync();
        server.Log.Answer = new(answer, RetryAfterSeconds: 3);

        using var response = await server.Client.PostAsync(
            Path,
            new StringContent(List("{\"auditID\":\"a\"}")),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter!.Delta);
        Assert.Empty(server.Log.Batches);
    }

    [Fact]
    public async Task OtherMethodsThanPostAreAnsweredForProbes()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, Path)).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.SendAsync(HttpMethod.Put, Path, "{}")).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.SendAsync(HttpMethod.Delete, Path)).Status);
    }

    [Fact]
    public async Task ABodyBeyondTheLimitIsRefused()
    {
        await using var server = await TestServer.StartAsync(
            "intake: {body_limit: 1KiB}\nlisteners: [{address: '127.0.0.1:0'}]"
        );

        var (status, _) = await server.PostAsync(Path, List($"{{\"auditID\":\"{new string('x', 2000)}\"}}"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    private static string Read(byte[] body, int size)
    {
        var batch = new Tocsin.Serve.Intake.BatchBuilder();
        var reader = new Tocsin.Serve.Intake.Kubernetes.AuditBatchReader(batch, null, 1 << 20);
        for (var i = 0; i < body.Length; i += size)
            reader.Read(body.AsSpan(i, Math.Min(size, body.Length - i)));
        reader.End();
        Assert.Equal(2, batch.Skipped);
        return Encoding.UTF8.GetString(batch.ToBatch("", null, 0).Records.Span);
    }

    private static string List(params string[] items) =>
        "{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"metadata\":{},\"items\":["
        + string.Join(',', items)
        + "]}\n";
}
