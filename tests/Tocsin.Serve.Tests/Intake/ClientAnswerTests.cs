using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Serve.Intake;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Tests.Intake;

/// <summary>Requests as each client writes them, and the answers that it needs (intake-protocols 2.3 and 2.5).</summary>
public sealed class ClientAnswerTests
{
    private const string Document = "{\"@timestamp\":\"2026-03-02T09:00:00Z\",\"message\":\"hello\"}";
    private const string Rsyslog = "rsyslog";

    private static readonly Dictionary<string, Client> Clients = new(StringComparer.Ordinal)
    {
        ["beats"] = new(
            "/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status",
            "application/json; charset=UTF-8",
            "Elastic-Filebeat/9.1.0 (linux; amd64)",
            "{\"create\":{\"_index\":\"filebeat-9.1.0\",\"_id\":\"ID\",\"pipeline\":\"p\"}}",
            IsPacked: true
        ),
        ["beats, old"] = new(
            "/_bulk?filter_path=errors,items.index.status,items.create.status,items.index.error,items.create.error",
            "application/json",
            "Elastic-Filebeat/7.17.0",
            "{\"index\":{\"_index\":\"filebeat-7.17.0\",\"_id\":\"ID\",\"_type\":\"_doc\"}}"
        ),
        ["collector"] = new(
            "/_bulk?filter_path=items.*._index,items.*.status,items.*.failure_store,items.*.error.type,items.*.error.reason",
            "application/json",
            "OpenTelemetry Collector",
            "{\"create\":{\"_index\":\"logs-generic.otel-default\",\"_id\":\"ID\",\"require_data_stream\":true}}",
            IsPacked: true
        ),
        ["fluent-bit"] = new(
            "/_bulk",
            "application/x-ndjson",
            "Fluent-Bit",
            "{\"create\":{\"_index\":\"fluent-bit\",\"_type\":\"_doc\",\"_id\":\"ID\"}}"
        ),
        ["vector"] = new(
            "/_bulk?timeout=60s",
            "application/x-ndjson",
            "Vector/0.50.0",
            "{\"create\":{\"_index\":\"logs-generic-default\",\"_id\":\"ID\"}}",
            IsChunked: true
        ),
        ["logstash"] = new(
            "/_bulk?filter_path=errors,items.*.error,items.*.status",
            "application/json",
            "logstash/9.1.0 (OS=Linux) logstash-output-elasticsearch/12.0.0",
            "{\"index\":{\"_id\":\"ID\",\"_index\":\"logstash-2026.03.02\",\"routing\":null,\"version\":1,\"retry_on_conflict\":1}}",
            IsPacked: true
        ),
        [Rsyslog] = new(
            "/_bulk",
            "application/json; charset=utf-8",
            null,
            "{\"create\":{\"_index\": \"system\", \"_id\":\"ID\"}}"
        ),
    };

    public static TheoryData<string> Names => [.. Clients.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ACleanBatchIsAcknowledgedItemByItem(string name)
    {
        await using var server = await TestServer.StartAsync();

        using var response = await SendAsync(server, Clients[name], Document, Document);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Elasticsearch", response.Headers.GetValues("X-Elastic-Product").Single());
        Assert.Contains("\"errors\":false,\"items\":[", text, StringComparison.Ordinal);
        Assert.Equal([201, 201], Statuses(text));
        Assert.Equal(2, server.Log.Lines.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ARepeatIsCreatedAgainAndNeverAConflict(string name)
    {
        await using var server = await TestServer.StartAsync();
        using var first = await SendAsync(server, Clients[name], Document);

        using var second = await SendAsync(server, Clients[name], Document);

        var text = await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"errors\":false", text, StringComparison.Ordinal);
        Assert.Equal([201], Statuses(text));
        Assert.Single(server.Log.Lines);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task OnlyADocumentThatCanNeverBeStoredIsAnErrorOfItsOwn(string name)
    {
        await using var server = await TestServer.StartAsync();

        using var response = await SendAsync(server, Clients[name], Document, "17", Document);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"errors\":true,\"items\":[", text, StringComparison.Ordinal);
        Assert.Equal([201, 400, 201], Statuses(text));
        Assert.Equal(2, server.Log.Lines.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task AFullLogRefusesTheRequestAndNoItem(string name) =>
        RefusedAsync(name, s => s.Log.Answer = new(AppendStatus.Full, RetryAfterSeconds: 1), 429);

    [Theory]
    [MemberData(nameof(Names))]
    public Task AFailingDiskRefusesTheRequest(string name) =>
        RefusedAsync(name, s => s.Log.Answer = new(AppendStatus.Failed, RetryAfterSeconds: 1), 503);

    [Theory]
    [MemberData(nameof(Names))]
    public Task AServerThatStopsRefusesTheRequest(string name) =>
        RefusedAsync(name, s => _ = s.Host.Services.GetRequiredService<IntakeGate>().DrainAsync(), 503);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ABodyThatIsTooLargeCanBeHalved(string name)
    {
        await using var server = await TestServer.StartAsync(
            "intake: {body_limit: 1KiB}\nlisteners: [{address: '127.0.0.1:0'}]"
        );

        using var response = await SendAsync(server, Clients[name], [.. Enumerable.Repeat(Document, 20)]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(server.Log.Batches);
    }

    private static async Task RefusedAsync(string name, Action<TestServer> prepare, int status)
    {
        await using var server = await TestServer.StartAsync();
        prepare(server);
        if (name == Rsyslog)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(server, Clients[name], Document));
        }
        else
        {
            using var response = await SendAsync(server, Clients[name], Document);

            Assert.Equal(status, (int)response.StatusCode);
            Assert.True(response.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        }

        Assert.Empty(server.Log.Batches);
    }

    private static IEnumerable<int> Statuses(string text) =>
        JsonDocument
            .Parse(text)
            .RootElement.GetProperty("items")
            .EnumerateArray()
            .Select(i => Assert.Single(i.EnumerateObject()).Value.GetProperty("status").GetInt32());

    private static async Task<HttpResponseMessage> SendAsync(
        TestServer server,
        Client client,
        params string[] documents
    )
    {
        var text = new StringBuilder();
        for (var i = 0; i < documents.Length; i++)
            text.Append(client.Action.Replace("\"ID\"", $"\"id-{i}\"", StringComparison.Ordinal))
                .Append('\n')
                .Append(documents[i])
                .Append('\n');
        var body = Encoding.UTF8.GetBytes(text.ToString());
        if (client.IsPacked)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(body);
            body = packed.ToArray();
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, client.Path);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", client.Type);
        if (client.IsPacked)
            request.Content.Headers.ContentEncoding.Add("gzip");
        if (client.Agent is not null)
            request.Headers.TryAddWithoutValidation("User-Agent", client.Agent);
        request.Headers.TransferEncodingChunked = client.IsChunked;
        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>How a client writes its requests.</summary>
    private sealed record Client(
        string Path,
        string Type,
        string? Agent,
        string Action,
        bool IsPacked = false,
        bool IsChunked = false
    );
}
