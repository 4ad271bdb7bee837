using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Rules;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Delivery;
using Tocsin.Serve.Tests.Log;
using static Tocsin.Serve.Tests.Alerts.AlertCases;

namespace Tocsin.Serve.Tests.Delivery;

/// <summary>What each sink sends.</summary>
public sealed class SinkTests : IDisposable
{
    private const string Hostile = "\"}],<!channel> </a|b> {{id}} *x* [l](http://e) \n\r\u0001 & \\";
    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _receiver = new();
    private readonly InstantTime _time = new(Noon);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _receiver.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AFileHasOneDocumentALineAndIsPutAsideWhenFull()
    {
        var path = Path.Combine(_folder.Path, "out", "alerts.ndjson");
        var notice = Notice("a");
        using (var sink = new FileSink(path, bytesMax: notice.Alert.Document.Length * 2 + 10, filesMax: 2))
        {
            for (var i = 0; i < 7; i++)
                await sink.SendAsync([notice], Cancellation);
        }

        Assert.Single(File.ReadAllLines(path));
        Assert.Equal(2, File.ReadAllLines(path + ".1").Length);
        Assert.Equal(2, File.ReadAllLines(path + ".2").Length);
        Assert.False(File.Exists(path + ".3"));
    }

    [Fact]
    public async Task ATornLineIsCutOffBeforeMoreIsWritten()
    {
        var path = Path.Combine(_folder.Path, "alerts.ndjson");
        await File.WriteAllTextAsync(path, "{\"whole\":1}\n{\"torn\":", Cancellation);
        using (var sink = new FileSink(path, 1 << 20, 1))
            await sink.SendAsync([Notice("a")], Cancellation);
        var lines = await File.ReadAllLinesAsync(path, Cancellation);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, l => JsonDocument.Parse(l).Dispose());
    }

    [Fact]
    public async Task AFileThatSomebodyMovedIsMadeAnew()
    {
        var path = Path.Combine(_folder.Path, "alerts.ndjson");
        using var sink = new FileSink(path, 1 << 20, 1);
        await sink.SendAsync([Notice("a")], Cancellation);
        File.Move(path, path + ".moved");
        await sink.SendAsync([Notice("b")], Cancellation);
        Assert.Single(await File.ReadAllLinesAsync(path, Cancellation));
    }

    [Fact]
    public async Task AStreamHasOneDocumentALine()
    {
        using var target = new MemoryStream();
        using var sink = new StreamSink(target);
        await sink.SendAsync([Notice("a"), Notice("b")], Cancellation);
        Assert.Equal(
            2,
            Encoding.UTF8.GetString(target.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length
        );
    }

    [Theory]
    [InlineData(WebhookShape.Json)]
    [InlineData(WebhookShape.Slack)]
    [InlineData(WebhookShape.Teams)]
    [InlineData(WebhookShape.PagerDuty)]
    [InlineData(WebhookShape.Template)]
    public void NothingThatAnEventSaysLeavesItsString(object shape)
    {
        var options = Webhook with
        {
            Shape = (WebhookShape)shape,
            Template = """{"a":"x {{user}} {{rule_name}} y","b":["{{host}}"],"n":1}""",
            LinkBase = new("https://tocsin.example/"),
        };
        var plain = Structure(WebhookBody.Of(Notice("a"), options, "key"));
        Assert.Equal(plain, Structure(WebhookBody.Of(Notice("a", Hostile), options, "key")));
    }

    [Fact]
    public void SlackAndTeamsGetNoMarkupOutOfEvents()
    {
        var slack = Encoding.UTF8.GetString(
            WebhookBody.Of(Notice("a", Hostile), Webhook with { Shape = WebhookShape.Slack }, "")
        );
        using var body = JsonDocument.Parse(slack);
        Assert.DoesNotContain("<!", body.RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.All(
            body.RootElement.GetProperty("blocks").EnumerateArray().Where(b => b.TryGetProperty("text", out _)),
            b => Assert.Equal("plain_text", b.GetProperty("text").GetProperty("type").GetString())
        );
        var teams = Encoding.UTF8.GetString(
            WebhookBody.Of(Notice("a", Hostile), Webhook with { Shape = WebhookShape.Teams }, "")
        );
        using var card = JsonDocument.Parse(teams);
        var facts = card
            .RootElement.GetProperty("attachments")[0]
            .GetProperty("content")
            .GetProperty("body")[2]
            .GetProperty("facts");
        var user = facts
            .EnumerateArray()
            .Single(f => f.GetProperty("title").GetString() == "User")
            .GetProperty("value")
            .GetString();
        Assert.Contains("\\[l\\]\\(http://e\\)", user, StringComparison.Ordinal);
    }

    [Fact]
    public void ATemplateGetsValuesAndTheDocument()
    {
        var options = Webhook with
        {
            Shape = WebhookShape.Template,
            Template =
                """{"text":"{{severity}}: {{ rule_name }} by {{user}}","alert":"{{document}}","n":[1,true,null]}""",
        };
        Assert.Null(options.Fault());
        using var body = JsonDocument.Parse(WebhookBody.Of(Notice("a"), options, ""));
        Assert.Equal("medium: Exec into a pod by eve", body.RootElement.GetProperty("text").GetString());
        Assert.Equal("a", body.RootElement.GetProperty("alert").GetProperty("kibana.alert.uuid").GetString());
        Assert.Equal("[1,true,null]", body.RootElement.GetProperty("n").GetRawText());
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("""{"a":"{{colour}}"}""", "`colour`")]
    public void ATemplateThatCannotBeFilledIsAFault(string template, string fault) =>
        Assert.Contains(
            fault,
            (Webhook with { Shape = WebhookShape.Template, Template = template }).Fault(),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task TheSecretComesFromItsFileAndGoesIntoItsHeader()
    {
        var file = Path.Combine(_folder.Path, "token");
        await File.WriteAllTextAsync(file, "Bearer s3cret\n", Cancellation);
        var options = Webhook with { Secret = new(file, null) };
        using var sink = new WebhookSink(options, _time);
        Assert.Equal(SendStatus.Sent, (await sink.SendAsync([Notice("a")], Cancellation)).Status);
        Assert.Equal("Bearer s3cret", Assert.Single(_receiver.Requests).Headers["Authorization"]);
        Assert.DoesNotContain("s3cret", options.ToString(), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, "", Cancellation);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            sink.SendAsync([Notice("a")], Cancellation)
        );
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressThatIsASecretComesFromItsFile()
    {
        var file = Path.Combine(_folder.Path, "url");
        await File.WriteAllTextAsync(file, _receiver.Url + "T0/s3cret\n", Cancellation);
        using var sink = new WebhookSink(Webhook with { Url = null, UrlFrom = new(file, null) }, _time);
        await sink.SendAsync([Notice("a")], Cancellation);
        Assert.Equal("/T0/s3cret", Assert.Single(_receiver.Requests).Path);
        await File.WriteAllTextAsync(file, "s3cret", Cancellation);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            sink.SendAsync([Notice("a")], Cancellation)
        );
        Assert.DoesNotContain("s3cret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARedirectIsNotFollowed()
    {
        using var other = new Receiver();
        _receiver.Answer(307);
        using var sink = new WebhookSink(Webhook, _time);
        Assert.Equal(SendStatus.Refused, (await sink.SendAsync([Notice("a")], Cancellation)).Status);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task NobodyListeningIsAReasonToTryAgain()
    {
        using var sink = new WebhookSink(Webhook with { Url = new("http://127.0.0.1:1/") }, _time);
        Assert.Equal(SendStatus.Retry, (await sink.SendAsync([Notice("a")], Cancellation)).Status);
    }

    [Fact]
    public async Task PagerDutyGetsTheKeyInTheBodyOnly()
    {
        var file = Path.Combine(_folder.Path, "key");
        await File.WriteAllTextAsync(file, "R0UT3", Cancellation);
        using var sink = new WebhookSink(
            Webhook with
            {
                Shape = WebhookShape.PagerDuty,
                Secret = new(file, null),
            },
            _time
        );
        await sink.SendAsync([Notice("a")], Cancellation);
        var request = Assert.Single(_receiver.Requests);
        Assert.False(request.Headers.ContainsKey("Authorization"));
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal("R0UT3", body.RootElement.GetProperty("routing_key").GetString());
        Assert.Equal("trigger", body.RootElement.GetProperty("event_action").GetString());
        Assert.Equal("tocsin-a", body.RootElement.GetProperty("dedup_key").GetString());
        Assert.Equal("warning", body.RootElement.GetProperty("payload").GetProperty("severity").GetString());
        Assert.Equal("node-1", body.RootElement.GetProperty("payload").GetProperty("source").GetString());
    }

    [Fact]
    public async Task AlertmanagerGetsLabelsThatIdentifyTheAlert()
    {
        using var sink = new AlertmanagerSink(
            Webhook with
            {
                Kind = SinkKind.Alertmanager,
                Url = _receiver.Url,
            },
            _time
        );
        await sink.SendAsync([Notice("a"), Notice("b")], Cancellation);
        var request = Assert.Single(_receiver.Requests);
        Assert.Equal("/api/v2/alerts", request.Path);
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(2, body.RootElement.GetArrayLength());
        var labels = body.RootElement[0].GetProperty("labels");
        Assert.Equal("Exec into a pod", labels.GetProperty("alertname").GetString());
        Assert.Equal("a", labels.GetProperty("alert_id").GetString());
        Assert.Equal("2026-03-10T12:00:00.000Z", body.RootElement[0].GetProperty("startsAt").GetString());
        Assert.Equal("2026-03-11T12:00:00.000Z", body.RootElement[0].GetProperty("endsAt").GetString());
    }

    [Fact]
    public async Task ElasticsearchCreatesIndexesAndReplacesById()
    {
        using var sink = Elasticsearch();
        _receiver.Answer(200, """{"errors":false,"items":[]}""");
        var result = await sink.SendAsync(
            [
                Notice("a"),
                Notice("b") with
                {
                    Alert = Notice("b").Alert with { Revision = 2 },
                },
                Notice("c") with
                {
                    ReplacedId = "old",
                },
            ],
            Cancellation
        );
        Assert.Equal(SendStatus.Sent, result.Status);
        var request = Assert.Single(_receiver.Requests);
        Assert.Equal("/.alerts-security.alerts-default/_bulk", request.Path);
        var lines = request.Body.Split('\n');
        Assert.Equal("""{"create":{"_id":"a"}}""", lines[0]);
        Assert.Equal("""{"index":{"_id":"b"}}""", lines[2]);
        Assert.Equal("""{"delete":{"_id":"old"}}""", lines[4]);
        Assert.Equal("""{"create":{"_id":"c"}}""", lines[5]);
        Assert.Equal("", lines[^1]);
        Assert.Equal("application/x-ndjson", request.Headers["Content-Type"]);
    }

    [Fact]
    public async Task ElasticsearchsItemsSayWhichAlertsWereRefused()
    {
        using var sink = Elasticsearch();
        _receiver.Answer(
            200,
            """{"errors":true,"items":[{"create":{"status":409}},{"create":{"status":400,"error":{"reason":"bad"}}},{"delete":{"status":404}},{"create":{"status":201}}]}"""
        );
        var result = await sink.SendAsync(
            [Notice("a"), Notice("b"), Notice("c") with { ReplacedId = "old" }],
            Cancellation
        );
        Assert.Equal(SendStatus.Sent, result.Status);
        Assert.Equal("b", Assert.Single(result.Refused!).Notice.Alert.Id);
        _receiver.Answer(200, """{"errors":true,"items":[{"create":{"status":429}}]}""");
        Assert.Equal(SendStatus.Retry, (await sink.SendAsync([Notice("a")], Cancellation)).Status);
        _receiver.Answer(200, "<html>");
        Assert.Equal(SendStatus.Retry, (await sink.SendAsync([Notice("a")], Cancellation)).Status);
    }

    [Fact]
    public async Task SyslogOverUdpIsOneMessageEach()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var sink = new SyslogSink(Syslog(((IPEndPoint)receiver.Client.LocalEndPoint!).Port, isTcp: false));
        await sink.SendAsync([Notice("a")], Cancellation);
        var text = Encoding.UTF8.GetString((await receiver.ReceiveAsync(Cancellation)).Buffer);
        Assert.StartsWith("<108>1 2026-03-10T12:00:00.000Z ", text, StringComparison.Ordinal);
        Assert.Contains(" tocsin - raised [alert@32473 id=\"a\" revision=\"1\" ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SyslogOverTcpHasTheLengthBeforeEachMessage()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sink = new SyslogSink(Syslog(((IPEndPoint)listener.LocalEndpoint).Port, isTcp: true));
        await sink.SendAsync([Notice("a"), Notice("b")], Cancellation);
        using var client = await listener.AcceptTcpClientAsync(Cancellation);
        sink.Dispose();
        using var reader = new StreamReader(client.GetStream());
        var text = await reader.ReadToEndAsync(Cancellation);
        foreach (var id in new[] { "a", "b" })
        {
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            var length = int.Parse(text[..space]);
            Assert.Contains($"id=\"{id}\"", text.Substring(space + 1, length), StringComparison.Ordinal);
            text = text[(space + 1 + length)..];
        }

        Assert.Equal("", text);
    }

    [Fact]
    public void ASyslogMessageIsOneLineWhateverAnEventSays()
    {
        var message = SyslogSink.Message(Notice("a", Hostile));
        Assert.DoesNotContain(message, char.IsControl);
        Assert.Contains("user=\"\\\"}\\],<!channel>", message, StringComparison.Ordinal);
    }

    private SinkOptions Webhook =>
        new()
        {
            Name = "hook",
            Kind = SinkKind.Webhook,
            Url = _receiver.Url,
        };

    private static SinkOptions Syslog(int port, bool isTcp) =>
        new()
        {
            Name = "syslog",
            Kind = SinkKind.Syslog,
            Port = port,
            IsTcp = isTcp,
        };

    private ElasticsearchSink Elasticsearch() =>
        new(Webhook with { Kind = SinkKind.Elasticsearch, Url = _receiver.Url }, _time);

    private static Notice Notice(string id, string user = "eve")
    {
        var isHostile = user != "eve";
        var record = JsonSerializer.Serialize(
            new { user = new { name = user }, host = new { name = isHostile ? user : "node-1" } }
        );
        var rule = Rule(name: isHostile ? user : "Exec into a pod");
        var row = new AlertRowMaker(Streams).Make(Raised(OnEvent(id, record, rule)));
        var alert = new StoredAlert
        {
            Sequence = 1,
            Id = id,
            Revision = 1,
            RuleId = row.RuleId,
            RuleName = row.RuleName,
            RuleType = row.RuleType,
            Severity = RuleSeverity.Medium,
            RiskScore = 47,
            Kind = row.Kind,
            IsBuildingBlock = false,
            TimeMillis = row.TimeMillis,
            UpdatedMillis = 0,
            Index = row.Index,
            EvidenceCount = 1,
            Status = AlertStatus.Open,
            Labels = row.Labels,
            Document = row.Document,
        };
        return new(AlertChangeKind.Raised, alert, null);
    }

    /// <summary>The names and kinds of a document without its texts.</summary>
    private static string Structure(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return Of(document.RootElement);

        static string Of(JsonElement element) =>
            element.ValueKind switch
            {
                JsonValueKind.Object => "{"
                    + string.Join(",", element.EnumerateObject().Select(m => m.Name + ":" + Of(m.Value)))
                    + "}",
                JsonValueKind.Array => "[" + string.Join(",", element.EnumerateArray().Select(Of)) + "]",
                _ => element.ValueKind.ToString(),
            };
    }
}
