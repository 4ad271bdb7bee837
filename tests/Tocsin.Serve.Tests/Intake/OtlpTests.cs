using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Tests.Intake;

/// <summary>OpenTelemetry logs (intake-protocols, section 3; data-sources, section 12; check 7 of section 8).</summary>
public sealed class OtlpTests
{
    private const string Path = "/v1/logs";
    private const string Protobuf = "application/x-protobuf";

    private const string AuditEvent =
        "{\\\"kind\\\":\\\"Event\\\",\\\"apiVersion\\\":\\\"audit.k8s.io/v1\\\",\\\"auditID\\\":\\\"a\\\",\\\"stage\\\":\\\"Panic\\\"}";

    [Fact]
    public async Task ARecordBecomesADocument()
    {
        await using var server = await TestServer.StartAsync();

        var (status, text) = await server.PostAsync(Path, Json("{\"stringValue\":\"hello\"}"));

        Assert.Equal((HttpStatusCode.OK, "{}"), (status, text));
        var hit = Assert.Single(server.Log.Records);
        Assert.Equal("logs-generic-default", hit.GetProperty("_index").GetString());
        Assert.Equal(
            "{\"@timestamp\":\"2026-03-02T09:00:00.000000001Z\",\"host.name\":\"h\",\"kubernetes.pod.name\":\"p\","
                + "\"count\":3,\"ratio\":0.5,\"list\":[\"x\",true],\"map\":{\"k\":null},\"bytes\":\"AQI=\",\"message\":\"hello\","
                + "\"log.level\":\"WARN\",\"log.logger\":\"scope\",\"trace.id\":\"0102030405060708090a0b0c0d0e0f10\",\"span.id\":\"0102030405060708\","
                + "\"event.action\":\"login\",\"event.severity\":13,\"data_stream.type\":\"logs\",\"data_stream.dataset\":\"generic\","
                + "\"data_stream.namespace\":\"default\",\"event.dataset\":\"generic\"}",
            hit.GetProperty("_source").GetRawText()
        );
    }

    [Theory]
    [InlineData("{\"stringValue\":\"hello\"}")]
    [InlineData("{\"intValue\":\"-5\"}")]
    [InlineData("{\"stringValue\":\"" + AuditEvent + "\"}")]
    [InlineData("{\"kvlistValue\":{\"values\":[{\"key\":\"a\",\"value\":{\"stringValue\":\"b\"}}]}}")]
    public async Task BothEncodingsGiveTheSameDocuments(string body)
    {
        await using var server = await TestServer.StartAsync();
        await server.PostAsync(Path, Json(body));
        var json = Assert.Single(server.Log.Lines);
        await using var other = await TestServer.StartAsync();

        var (status, answer) = await SendProtobufAsync(other, Request(body));

        Assert.Equal((HttpStatusCode.OK, 0), (status, answer.Length));
        Assert.Equal(json, Assert.Single(other.Log.Lines));
    }

    [Fact]
    public async Task ARecordInsideIsKeptForTheReaderToUnwrap()
    {
        await using var server = await TestServer.StartAsync();

        await server.PostAsync(Path, Json($"{{\"stringValue\":\"{AuditEvent}\"}}"));
        await server.PostAsync(Path, Json($"{{\"stringValue\":\"{AuditEvent}\"}}"));

        var record = Assert.Single(server.Log.Records);
        Assert.Equal(AuditEvent.Replace("\\", "", StringComparison.Ordinal), record.GetProperty("body").GetString());
        Assert.Equal("p", record.GetProperty("resource").GetProperty("k8s.pod.name").GetString());
    }

    [Theory]
    [InlineData("data_stream.dataset", "my.app", "logs-my.app-default")]
    [InlineData("event.dataset", "my.app", "logs-my.app-default")]
    [InlineData("elasticsearch.index", "classic", "classic")]
    public async Task AttributesNameTheIndex(string attribute, string value, string index)
    {
        await using var server = await TestServer.StartAsync();
        var json =
            "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"attributes\":[{\"key\":\""
            + $"{attribute}\",\"value\":{{\"stringValue\":\"{value}\"}}}}]}}]}}]}}]}}";

        await server.PostAsync(Path, json);

        Assert.Equal(index, Assert.Single(server.Log.Records).GetProperty("_index").GetString());
    }

    [Fact]
    public async Task AnEmptyRequestIsFine()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal((HttpStatusCode.OK, "{}"), await server.PostAsync(Path, "{}"));
        Assert.Equal((HttpStatusCode.OK, ""), await SendProtobufTextAsync(server, []));
    }

    [Theory]
    [InlineData("{\"resourceLogs\":5}")]
    [InlineData("{\"resourceLogs\":[")]
    [InlineData("[]")]
    [InlineData("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"x\"}]}]}]}")]
    public async Task WhatCannotBeDecodedIsRefused(string json)
    {
        await using var server = await TestServer.StartAsync();

        var (status, text) = await server.PostAsync(Path, json);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(3, JsonDocument.Parse(text).RootElement.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task BrokenProtobufIsRefusedInKind()
    {
        await using var server = await TestServer.StartAsync();
        var whole = Request("{\"stringValue\":\"hello\"}");
        for (var length = 1; length < whole.Length; length++)
        {
            var (status, answer) = await SendProtobufAsync(server, whole[..length]);

            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Equal([0x08, 0x03, 0x12], answer[..3]);
        }
    }

    [Fact]
    public async Task AValueThatIsNestedWithoutEndIsRefused()
    {
        await using var server = await TestServer.StartAsync();
        byte[] value = [0x0A, 0x00];
        for (var i = 0; i < 3000; i++)
            value = Field(5, Field(1, value));

        var (status, _) = await SendProtobufAsync(server, Field(1, Field(2, Field(2, Field(5, value)))));

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData("application/grpc", "gRPC is not offered")]
    [InlineData("text/plain", "content type")]
    public async Task OtherTypesAreRefused(string type, string part)
    {
        await using var server = await TestServer.StartAsync();

        var (status, text) = await server.PostAsync(Path, "{}", type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFullLogIsAnsweredWith429()
    {
        await using var server = await TestServer.StartAsync();
        server.Log.Answer = new(AppendStatus.Full, RetryAfterSeconds: 1);

        var (status, text) = await server.PostAsync(Path, Json("{\"stringValue\":\"hello\"}"));

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Contains("\"code\":8", text, StringComparison.Ordinal);
        Assert.Empty(server.Log.Batches);
    }

    private static string Json(string body) =>
        "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"host.name\",\"value\":{\"stringValue\":\"h\"}},"
        + "{\"key\":\"k8s.pod.name\",\"value\":{\"stringValue\":\"p\"}}]},\"unknown\":1,\"scopeLogs\":[{\"scope\":{\"name\":\"scope\"},"
        + "\"logRecords\":[{\"timeUnixNano\":\"1772442000000000001\",\"observedTimeUnixNano\":5,\"severityNumber\":13,\"severityText\":\"WARN\","
        + "\"body\":"
        + body
        + ",\"attributes\":[{\"key\":\"count\",\"value\":{\"intValue\":\"3\"}},{\"key\":\"ratio\",\"value\":{\"doubleValue\":0.5}},"
        + "{\"key\":\"list\",\"value\":{\"arrayValue\":{\"values\":[{\"stringValue\":\"x\"},{\"boolValue\":true}]}}},"
        + "{\"key\":\"map\",\"value\":{\"kvlistValue\":{\"values\":[{\"key\":\"k\"}]}}},{\"key\":\"bytes\",\"value\":{\"bytesValue\":\"AQI=\"}}],"
        + "\"traceId\":\"0102030405060708090A0B0C0D0E0F10\",\"spanId\":\"0102030405060708\",\"eventName\":\"login\",\"flags\":1}]}]}]}";

    /// <summary>The same request as <see cref="Json"/>, written by hand.</summary>
    private static byte[] Request(string body)
    {
        byte[] record =
        [
            (1 << 3) | 1,
            .. Long(1772442000000000001),
            .. Varint(2, 13),
            .. Field(3, "WARN"),
            .. Field(5, Value(JsonDocument.Parse(body).RootElement)),
            .. Field(6, [.. Field(1, "count"), .. Field(2, Varint(3, 3))]),
            .. Field(
                6,
                [.. Field(1, "ratio"), .. Field(2, [(4 << 3) | 1, .. Long(BitConverter.DoubleToUInt64Bits(0.5))])]
            ),
            .. Field(
                6,
                [.. Field(1, "list"), .. Field(2, Field(5, [.. Field(1, Field(1, "x")), .. Field(1, Varint(2, 1))]))]
            ),
            .. Field(6, [.. Field(1, "map"), .. Field(2, Field(6, Field(1, Field(1, "k"))))]),
            .. Field(6, [.. Field(1, "bytes"), .. Field(2, Field(7, [1, 2]))]),
            .. Varint(7, 0),
            (8 << 3) | 5,
            1,
            0,
            0,
            0,
            .. Field(9, [.. Enumerable.Range(1, 16).Select(i => (byte)i)]),
            .. Field(10, [.. Enumerable.Range(1, 8).Select(i => (byte)i)]),
            (11 << 3) | 1,
            .. Long(5),
            .. Field(12, "login"),
        ];
        byte[] resource =
        [
            .. Field(1, [.. Field(1, "host.name"), .. Field(2, Field(1, "h"))]),
            .. Field(1, [.. Field(1, "k8s.pod.name"), .. Field(2, Field(1, "p"))]),
        ];
        return Field(1, [.. Field(2, [.. Field(1, Field(1, "scope")), .. Field(2, record)]), .. Field(1, resource)]);
    }

    private static byte[] Value(JsonElement value)
    {
        var member = value.EnumerateObject().First();
        return member.Name switch
        {
            "stringValue" => Field(1, member.Value.GetString()!),
            "intValue" => Varint(3, (ulong)long.Parse(member.Value.GetString()!)),
            _ => Field(6, Field(1, [.. Field(1, "a"), .. Field(2, Field(1, "b"))])),
        };
    }

    private static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] content) =>
        [.. Number((ulong)(number << 3) | 2), .. Number((ulong)content.Length), .. content];

    private static byte[] Varint(int number, ulong value) => [.. Number((ulong)number << 3), .. Number(value)];

    private static List<byte> Number(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }

    private static byte[] Long(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static async Task<(HttpStatusCode Status, byte[] Body)> SendProtobufAsync(TestServer server, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(Protobuf);
        using var response = await server.Client.PostAsync(Path, content, TestContext.Current.CancellationToken);
        Assert.Equal(Protobuf, response.Content.Headers.ContentType!.MediaType);
        return (
            response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)
        );
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendProtobufTextAsync(
        TestServer server,
        byte[] body
    )
    {
        var (status, answer) = await SendProtobufAsync(server, body);
        return (status, Encoding.UTF8.GetString(answer));
    }
}
