using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Tests;

namespace Tocsin.Serve.Tests.Intake;

/// <summary>What becomes of documents that shippers send (data-sources, sections 5.2, 5.3 and 7).</summary>
public sealed class RecognitionTests
{
    private const string Audit =
        "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"auditID\":\"a\",\"stage\":\"ResponseComplete\",\"verb\":\"get\","
        + "\"stageTimestamp\":\"2026-03-02T09:00:00.123456Z\",\"user\":{\"username\":\"u\"}}";

    [Fact]
    public async Task ARawEventUnderAClassicNameIsRecognisedAndTheNameIsKept()
    {
        var record = await SendAsync("fluent-bit", Audit);

        Assert.Equal("fluent-bit", record.GetProperty("tocsin").GetProperty("sent_index").GetString());
        Assert.Equal("a", record.GetProperty("auditID").GetString());
    }

    [Fact]
    public async Task AnUnknownDocumentStaysUnderItsName()
    {
        var record = await SendAsync("filebeat-9.1.0", "{\"message\":\"hello\"}");

        Assert.Equal("{\"_index\":\"filebeat-9.1.0\",\"_source\":{\"message\":\"hello\"}}", record.GetRawText());
    }

    [Theory]
    [InlineData("log")]
    [InlineData("message")]
    [InlineData("MESSAGE")]
    [InlineData("body")]
    public async Task AWrappedEventIsLeftToTheReader(string key)
    {
        var document = new JsonObject { [key] = Audit, ["host"] = "h" }.ToJsonString();

        var record = await SendAsync("vector-2026.03.02", document);

        Assert.Equal(document, record.GetRawText());
    }

    [Fact]
    public async Task AWrappedTextThatIsNobodysStaysUnderItsName()
    {
        var record = await SendAsync("x", "{\"log\":\"{\\\"a\\\":1}\"}");

        Assert.Equal("x", record.GetProperty("_index").GetString());
    }

    [Fact]
    public async Task ADocumentWithTheEventAsTextIsFinished()
    {
        var document = new JsonObject
        {
            ["@timestamp"] = "2026-03-02T09:00:05Z",
            ["message"] = Audit,
            ["host"] = new JsonObject { ["name"] = "h" },
            ["agent"] = new JsonObject { ["type"] = "filebeat", ["version"] = "9.1.0" },
        };

        var hit = await SendAsync("logs-kubernetes.audit_logs-prod", document.ToJsonString());

        Assert.Equal("logs-kubernetes.audit_logs-prod", hit.GetProperty("_index").GetString());
        var source = hit.GetProperty("_source");
        Assert.Equal("get", source.GetProperty("event").GetProperty("action").GetString());
        Assert.Equal("u", source.GetProperty("user").GetProperty("name").GetString());
        Assert.Equal("2026-03-02T09:00:00.123456Z", source.GetProperty("@timestamp").GetString());
        Assert.Equal("h", source.GetProperty("host").GetProperty("name").GetString());
        Assert.Equal("9.1.0", source.GetProperty("agent").GetProperty("version").GetString());
        Assert.Equal("prod", source.GetProperty("data_stream").GetProperty("namespace").GetString());
        Assert.Equal("a", source.GetProperty("kubernetes").GetProperty("audit").GetProperty("auditID").GetString());
        Assert.False(source.TryGetProperty("message", out _));
    }

    [Fact]
    public async Task ADocumentWithTheEventAsObjectIsFinishedAndKeepsItsTime()
    {
        var document = new JsonObject
        {
            ["@timestamp"] = "2026-03-02T09:00:05Z",
            ["kubernetes"] = new JsonObject
            {
                ["audit"] = JsonNode.Parse(Audit),
                ["pod"] = new JsonObject { ["name"] = "p" },
            },
        };

        var hit = await SendAsync("logs-kubernetes.audit_logs-default", document.ToJsonString());

        var source = hit.GetProperty("_source");
        Assert.Equal("2026-03-02T09:00:05Z", source.GetProperty("@timestamp").GetString());
        Assert.Equal("get", source.GetProperty("event").GetProperty("action").GetString());
        Assert.Equal("kubernetes", source.GetProperty("orchestrator").GetProperty("type").GetString());
        Assert.Equal("p", source.GetProperty("kubernetes").GetProperty("pod").GetProperty("name").GetString());
    }

    [Fact]
    public async Task ARawEventSentToItsStreamIsKeptAsItIs()
    {
        var record = await SendAsync("logs-kubernetes.audit_logs-default", Audit);

        Assert.Equal(Audit, record.GetRawText());
    }

    [Fact]
    public async Task ARawEventSentToAnotherNamespaceIsFinishedThere()
    {
        var hit = await SendAsync("logs-kubernetes.audit_logs-prod", Audit);

        Assert.Equal("logs-kubernetes.audit_logs-prod", hit.GetProperty("_index").GetString());
        var source = hit.GetProperty("_source");
        Assert.Equal("get", source.GetProperty("event").GetProperty("action").GetString());
        Assert.Equal("prod", source.GetProperty("data_stream").GetProperty("namespace").GetString());
    }

    [Theory]
    [InlineData("gke-cloudlogging.ndjson", "logs-gcp.audit-default")]
    [InlineData("falco.ndjson", "logs-falco.alerts-default")]
    [InlineData("tetragon.ndjson", "logs-tetragon.events-default")]
    public async Task WhatASourceWroteIsRecognisedInTheStreamOfItsIntegration(string sample, string stream)
    {
        var line = File.ReadLines(SharedData.Require("data/samples/" + sample)).First();
        var wrapped = new JsonObject { ["@timestamp"] = "2026-03-02T09:00:05Z", ["message"] = line };

        Assert.Equal(line, (await SendAsync(stream, line)).GetRawText());
        Assert.Equal(line, (await SendAsync(stream, wrapped.ToJsonString())).GetRawText());
    }

    [Fact]
    public async Task FinishedDocumentsAreKeptAsTheyAre()
    {
        foreach (var line in File.ReadLines(SharedData.Require("data/samples/ecs-kubernetes-audit.ndjson")).Take(5))
        {
            var hit = await SendAsync("logs-kubernetes.audit_logs-default", line);

            Assert.Equal(line, hit.GetProperty("_source").GetRawText());
        }
    }

    [Fact]
    public async Task RawSamplesAndTheirFinishedFormsAgree()
    {
        var raw = File.ReadAllLines(SharedData.Require("data/samples/raw-k8s-audit.ndjson"));
        var finished = File.ReadAllLines(SharedData.Require("data/samples/ecs-kubernetes-audit.ndjson"));
        string[] compared = ["kubernetes", "user", "user_agent", "source", "client", "orchestrator", "related"];
        for (var i = 0; i < raw.Length; i++)
        {
            var hit = await SendAsync(
                "logs-kubernetes.audit_logs-default",
                new JsonObject { ["message"] = raw[i] }.ToJsonString()
            );

            var expected = JsonNode.Parse(finished[i])!;
            var actual = JsonNode.Parse(hit.GetProperty("_source").GetRawText())!;
            foreach (var part in compared)
                Assert.True(JsonNode.DeepEquals(expected[part], actual[part]), $"line {i + 1}: {part}");
        }
    }

    private static async Task<JsonElement> SendAsync(string index, string document)
    {
        await using var server = await TestServer.StartAsync();
        var (_, text) = await server.PostAsync("/_bulk", $"{{\"create\":{{\"_index\":\"{index}\"}}}}\n{document}\n");
        Assert.Contains("\"errors\":false", text, StringComparison.Ordinal);
        return Assert.Single(server.Log.Records);
    }
}
