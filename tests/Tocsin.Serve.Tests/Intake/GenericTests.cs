using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Tocsin.Tests;

namespace Tocsin.Serve.Tests.Intake;

/// <summary>Plain JSON and what clouds push (intake-protocols, section 7; data-sources, section 4).</summary>
public sealed class GenericTests
{
    [Theory]
    [InlineData("{\"a\":1}", 1, 0)]
    [InlineData("[{\"a\":1},{\"a\":2},3]", 2, 1)]
    [InlineData("{\"a\":1}\n{\"a\":2}\n\nnot json\n", 2, 1)]
    [InlineData("{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n", 2, 0)]
    [InlineData(
        "{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"items\":[{\"auditID\":\"a\"},{\"auditID\":\"b\"},{}]}",
        2,
        1
    )]
    public async Task RecordsOfAnyArrangementAreTaken(string body, int accepted, int skipped)
    {
        await using var server = await TestServer.StartAsync();

        var (status, text) = await server.PostAsync("/ingest", body);

        Assert.Equal((HttpStatusCode.OK, $"{{\"accepted\":{accepted},\"skipped\":{skipped}}}"), (status, text));
        Assert.Equal(accepted, server.Log.Lines.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello\nworld\n")]
    [InlineData("[1,2]")]
    public async Task ARequestWithoutAnyRecordIsRefused(string body)
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostAsync("/ingest", body)).Status);
    }

    [Theory]
    [InlineData("/ingest", "{\"a\":1}", "logs-generic-default")]
    [InlineData("/ingest/my.app", "{\"a\":1}", "logs-my.app-default")]
    [InlineData("/ingest/my.app", "{\"data_stream\":{\"dataset\":\"other\",\"namespace\":\"n\"}}", "logs-other-n")]
    [InlineData("/ingest", "{\"event\":{\"dataset\":\"cloud_defend.file\"}}", "logs-cloud_defend.file-default")]
    [InlineData("/ingest", "{\"event\":{\"dataset\":\"unknown\"}}", "logs-generic-default")]
    public async Task ADocumentsIndexIsItsOwnElseThePaths(string path, string body, string index)
    {
        await using var server = await TestServer.StartAsync();

        await server.PostAsync(path, body);

        Assert.Equal(index, Assert.Single(server.Log.Records).GetProperty("_index").GetString());
    }

    [Theory]
    [InlineData("raw-k8s-audit.ndjson")]
    [InlineData("falco.ndjson")]
    [InlineData("tetragon.ndjson")]
    [InlineData("gke-cloudlogging.ndjson")]
    [InlineData("aks-diagnostics.ndjson")]
    public async Task RecognisedRecordsAreKeptAsTheyAre(string sample)
    {
        await using var server = await TestServer.StartAsync();
        var lines = File.ReadAllLines(SharedData.Require("data/samples/" + sample));

        await server.PostAsync("/ingest", string.Join('\n', lines), "application/x-ndjson");

        Assert.Equal(lines, server.Log.Lines);
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("with-dash")]
    public async Task AWrongDatasetIsRefused(string dataset)
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostAsync("/ingest/" + dataset, "{}")).Status);
    }

    [Fact]
    public async Task APushOfPubSubIsTakenOnce()
    {
        await using var server = await TestServer.StartAsync();
        var data = Convert.ToBase64String("{\"a\":1}"u8);
        var body = $"{{\"message\":{{\"data\":\"{data}\",\"messageId\":\"1\"}},\"subscription\":\"s\"}}";

        Assert.Equal(HttpStatusCode.NoContent, (await server.PostAsync("/ingest", body)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await server.PostAsync("/ingest", body)).Status);

        Assert.Equal([body], server.Log.Lines);
    }

    [Fact]
    public async Task ADeliveryOfFirehoseIsUnpackedAndAnsweredWithItsId()
    {
        await using var server = await TestServer.StartAsync(
            "intake: {ingest: {firehose_access_key: secret}}\nlisteners: [{address: '127.0.0.1:0'}]"
        );
        var packed = Convert.ToBase64String(Pack("{\"a\":1}\n{\"a\":2}\n"u8.ToArray()));
        var body =
            $"{{\"requestId\":\"r1\",\"timestamp\":1,\"records\":[{{\"data\":\"{packed}\"}},{{\"data\":\"!\"}}]}}";

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(server, body, "wrong")).StatusCode);
        using var response = await SendAsync(server, body, "secret");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("r1", JsonDocument.Parse(text).RootElement.GetProperty("requestId").GetString());
        Assert.Equal(2, server.Log.Lines.Count);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestServer server, string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest");
        request.Headers.Add("X-Amz-Firehose-Request-Id", "r1");
        request.Headers.Add("X-Amz-Firehose-Access-Key", key);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(text);
        return packed.ToArray();
    }
}
