using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Tests.Intake;

/// <summary>Bulk requests (intake-protocols 2.4, 2.5; checks 2 to 5 of section 8).</summary>
public sealed class BulkTests
{
    private const string Document = "{\"@timestamp\":\"2026-03-02T09:00:00Z\",\"message\":\"hello\"}";
    private const string Clean = "\"errors\":false,\"items\":[";

    [Theory]
    [InlineData("{\"create\":{\"_index\":\"logs-a-default\"}}\n" + Document + "\n", "create", 201)]
    [InlineData(
        "{\"index\":{\"_index\":\"x\",\"_type\":\"_doc\",\"_id\":\"1\",\"pipeline\":\"p\"}}\n" + Document + "\n",
        "index",
        201
    )]
    [InlineData("{\"create\":{ }}\n" + Document + "\n", "create", 201)]
    [InlineData("{\"index\":{\"_index\":\"x\"}}\r\n" + Document + "\r\n", "index", 201)]
    [InlineData("\n\n{\"index\":{\"_index\":\"x\"}}\n\n" + Document, "index", 201)]
    [InlineData(
        "{\"update\":{\"_index\":\"x\",\"_id\":\"1\"}}\n{\"doc\":" + Document + ",\"doc_as_upsert\":true}\n",
        "update",
        201
    )]
    [InlineData("{\"update\":{\"_index\":\"x\",\"_id\":\"1\"}}\n{\"upsert\":" + Document + "}\n", "update", 201)]
    [InlineData("{\"delete\":{\"_index\":\"x\",\"_id\":\"1\"}}\n", "delete", 404)]
    public async Task EveryFormOfAnActionIsAnswered(string body, string action, int status)
    {
        await using var server = await TestServer.StartAsync();

        var (code, text) = await server.PostAsync("/_bulk", body, "application/x-ndjson");

        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Contains(Clean, text, StringComparison.Ordinal);
        var item = Assert.Single(JsonDocument.Parse(text).RootElement.GetProperty("items").EnumerateArray());
        var member = Assert.Single(item.EnumerateObject());
        Assert.Equal(action, member.Name);
        Assert.Equal(status, member.Value.GetProperty("status").GetInt32());
        Assert.Equal(status == 404 ? 0 : 1, server.Log.Lines.Count);
    }

    [Fact]
    public async Task ADocumentIsASearchHitInTheLog()
    {
        await using var server = await TestServer.StartAsync();

        await server.PostAsync(
            "/_bulk",
            "{\"index\":{\"_index\":\"filebeat-9.1.0\",\"_id\":\"7\"}}\n{\"a\":1}\n{\"index\":{\"_index\":\"filebeat-9.1.0\"}}\n{\"a\":2}\n"
        );

        Assert.Equal(
            [
                "{\"_index\":\"filebeat-9.1.0\",\"_id\":\"7\",\"_source\":{\"a\":1}}",
                "{\"_index\":\"filebeat-9.1.0\",\"_source\":{\"a\":2}}",
            ],
            server.Log.Lines
        );
    }

    [Fact]
    public async Task ADocumentOfADataStreamSaysSo()
    {
        await using var server = await TestServer.StartAsync();

        await server.PostAsync("/_bulk", "{\"create\":{\"_index\":\"logs-cloud_defend.process-prod\"}}\n{\"a\":1}\n");

        Assert.Equal(
            [
                "{\"_index\":\"logs-cloud_defend.process-prod\",\"_source\":{\"a\":1,\"data_stream.type\":\"logs\","
                    + "\"data_stream.dataset\":\"cloud_defend.process\",\"data_stream.namespace\":\"prod\","
                    + "\"event.dataset\":\"cloud_defend.process\"}}",
            ],
            server.Log.Lines
        );
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("17")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1} x")]
    public async Task ADocumentThatIsNoObjectIsRefusedByItself(string document)
    {
        await using var server = await TestServer.StartAsync();

        var (status, text) = await server.PostAsync(
            "/_bulk",
            $"{{\"create\":{{\"_index\":\"x\"}}}}\n{document}\n{{\"create\":{{\"_index\":\"x\"}}}}\n{{\"a\":1}}\n"
        );

        Assert.Equal(HttpStatusCode.OK, status);
        var answer = JsonDocument.Parse(text).RootElement;
        Assert.True(answer.GetProperty("errors").GetBoolean());
        var items = answer.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("create")).ToList();
        Assert.Equal([400, 201], items.Select(i => i.GetProperty("status").GetInt32()));
        Assert.Equal(JsonValueKind.String, items[0].GetProperty("error").GetProperty("type").ValueKind);
        Assert.Equal(JsonValueKind.String, items[0].GetProperty("error").GetProperty("reason").ValueKind);
        Assert.Single(server.Log.Lines);
    }

    [Fact]
    public async Task TooLargeAndTooDeepDocumentsAreRefusedByThemselves()
    {
        await using var server = await TestServer.StartAsync(
            "intake: {document_limit: 4KiB}\nlisteners: [{address: '127.0.0.1:0'}]"
        );
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 1500)) + "1" + new string('}', 1500);

        var (_, text) = await server.PostAsync(
            "/x/_bulk",
            $"{{\"index\":{{}}}}\n{{\"a\":\"{new string('x', 5000)}\"}}\n{{\"index\":{{}}}}\n{deep}\n"
        );

        Assert.Equal(2, JsonDocument.Parse(text).RootElement.GetProperty("items").GetArrayLength());
        Assert.DoesNotContain("201", text, StringComparison.Ordinal);
        Assert.Empty(server.Log.Batches);
    }

    [Theory]
    [InlineData("{\"create\":{\"_index\":\"x\"}}\n{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", "[3]")]
    [InlineData("hello\n", "[1]")]
    [InlineData("{\"create\":{\"_index\":\"x\"}}\n", "[1]")]
    [InlineData("{\"create\":[]}\n{}\n", "[1]")]
    public async Task AMalformedActionLineRefusesTheWhole(string body, string line)
    {
        await using var server = await TestServer.StartAsync();

        var (status, text) = await server.PostAsync("/_bulk", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("Malformed action/metadata line " + line, text, StringComparison.Ordinal);
        Assert.Equal(400, JsonDocument.Parse(text).RootElement.GetProperty("status").GetInt32());
        Assert.Empty(server.Log.Batches);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task PackedBodiesAreUnpacked(string encoding)
    {
        await using var server = await TestServer.StartAsync();
        var body = Encoding.UTF8.GetBytes("{\"create\":{\"_index\":\"x\"}}\n{\"a\":1}\n");

        var response = await SendPackedAsync(server, Pack(body, encoding), encoding);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(server.Log.Lines);
    }

    [Theory]
    [InlineData("zstd", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("gzip, gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("gzip", HttpStatusCode.BadRequest)]
    public async Task OtherAndDamagedPackingsAreRefused(string encoding, HttpStatusCode expected)
    {
        await using var server = await TestServer.StartAsync();

        var response = await SendPackedAsync(server, "no gzip at all"u8.ToArray(), encoding);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task ATinyBodyThatUnpacksToMuchIsRefused()
    {
        await using var server = await TestServer.StartAsync(
            "intake: {body_limit: 1MiB}\nlisteners: [{address: '127.0.0.1:0'}]"
        );

        var response = await SendPackedAsync(server, Pack(new byte[4 << 20], "gzip"), "gzip");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task AnswersToManyItemsAreSmall()
    {
        await using var server = await TestServer.StartAsync();
        var body = string.Concat(Enumerable.Repeat("{\"create\":{\"_index\":\"x\"}}\n{\"a\":1}\n", 4000));

        var (_, text) = await server.PostAsync("/_bulk", body);

        Assert.Equal(4000, JsonDocument.Parse(text).RootElement.GetProperty("items").GetArrayLength());
        Assert.Contains(Clean, text, StringComparison.Ordinal);
        Assert.True(text.Length < 512 << 10, $"{text.Length} bytes");
    }

    [Theory]
    [InlineData("errors,items.*.error,items.*.status", "{\"errors\":false,\"items\":[{\"create\":{\"status\":201}}]}")]
    [InlineData(
        "errors,items.index.status,items.create.status",
        "{\"errors\":false,\"items\":[{\"create\":{\"status\":201}}]}"
    )]
    [InlineData(
        "items.*._index,items.*.status,items.*.failure_store,items.*.error.type,items.*.error.reason",
        "{\"errors\":false,\"items\":[{\"create\":{\"_index\":\"x\",\"status\":201}}]}"
    )]
    [InlineData("errors", "{\"errors\":false}")]
    public async Task OnlyWhatAClientReadsIsSent(string filter, string expected)
    {
        await using var server = await TestServer.StartAsync();

        var (_, text) = await server.PostAsync(
            $"/_bulk?filter_path={filter}",
            "{\"create\":{\"_index\":\"x\"}}\n{\"a\":1}\n"
        );

        Assert.Equal(expected, text);
    }

    [Fact]
    public async Task ARepeatedBatchIsTakenOnceAndAnsweredAlike()
    {
        await using var server = await TestServer.StartAsync();
        const string Body =
            "{\"create\":{\"_index\":\"x\",\"_id\":\"1\"}}\n{\"a\":1}\n{\"create\":{\"_index\":\"logs-kubernetes.audit_logs-default\"}}\n"
            + "{\"kubernetes\":{\"audit\":{\"auditID\":\"a\",\"stage\":\"Panic\"}}}\n";

        var first = await server.PostAsync("/_bulk?filter_path=items", Body);
        var second = await server.PostAsync("/_bulk?filter_path=items", Body);

        Assert.Equal(first, second);
        Assert.Equal(2, server.Log.Lines.Count);
    }

    [Fact]
    public async Task AFullLogRefusesTheWholeRequest()
    {
        await using var server = await TestServer.StartAsync();
        server.Log.Answer = new(AppendStatus.Full, RetryAfterSeconds: 2);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_bulk");
        request.Headers.UserAgent.ParseAdd("Fluent-Bit");
        request.Content = new StringContent("{\"create\":{\"_index\":\"x\"}}\n{\"a\":1}\n");

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter!.Delta);
        Assert.Empty(server.Log.Batches);
    }

    [Fact]
    public async Task ASenderThatWouldLoseTheBatchGetsNoAnswerInstead()
    {
        await using var server = await TestServer.StartAsync();
        server.Log.Answer = new(AppendStatus.Full);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_bulk");
        request.Content = new StringContent("{\"create\":{\"_index\":\"x\"}}\n{\"a\":1}\n");

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            server.Client.SendAsync(request, TestContext.Current.CancellationToken)
        );
    }

    private static async Task<HttpResponseMessage> SendPackedAsync(TestServer server, byte[] body, string encoding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        content.Headers.ContentType = new("application/x-ndjson");
        return await server.Client.PostAsync("/_bulk", content, TestContext.Current.CancellationToken);
    }

    private static byte[] Pack(byte[] body, string encoding)
    {
        using var packed = new MemoryStream();
        using (
            Stream packer = encoding switch
            {
                "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
                "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
                _ => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            }
        )
            packer.Write(body);
        return packed.ToArray();
    }
}
