using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Tocsin.Tests;

namespace Tocsin.Serve.Tests.EndToEnd;

/// <summary>What a real API server sent, posted to a real server: the alerts are those of a scan.</summary>
public sealed class RecordedDayTests : IDisposable
{
    private const string Engine = "engine:\n  lateness: 30s\n  idle_after: 1h\n";
    private readonly ServerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheBatchesOfTheAuditWebhookGiveTheAlertsOfAScanAndARestartDoublesNothing()
    {
        var lines = File.ReadLines(SharedData.Require("data/k8s-audit/webhook-batches.jsonl"))
            .Select(l => JsonDocument.Parse(l).RootElement)
            .Where(r =>
                r.GetProperty("capture").GetString() == "day" && r.GetProperty("event").GetString() == "request"
            )
            .Select(r => r.GetProperty("body").GetString()!)
            .ToList();
        Assert.NotEmpty(lines);
        await CompareAsync(
            lines.SelectMany(Items).ToList(),
            async server =>
            {
                foreach (var body in lines)
                    await server.PostAsync("/k8s-audit", body);
            },
            leastAlerts: 0
        );
    }

    [Fact]
    public async Task TheWholeDayAsBatchesOfTheAuditWebhookGivesTheAlertsOfAScan()
    {
        using var file = File.OpenRead(SharedData.Require("data/k8s-audit/audit-day.ndjson.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var events = new List<string>();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            events.Add(line);
        events.Add(LaterThan(events[^1]));
        await CompareAsync(
            events,
            async server =>
            {
                foreach (var batch in events.Chunk(400))
                    await server.PostAsync(
                        "/k8s-audit",
                        """{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":["""
                            + string.Join(',', batch)
                            + "]}\n"
                    );
            },
            leastAlerts: 50
        );
    }

    [Theory]
    [InlineData("ingest")]
    [InlineData("bulk")]
    [InlineData("bulk with a stream")]
    public async Task TheAttacksGiveTheAlertsOfAScanHoweverTheyAreSent(string way)
    {
        var events = File.ReadLines(SharedData.Require("data/k8s-audit/audit-attacks.ndjson")).ToList();
        events.Add(LaterThan(events[^1]));
        await CompareAsync(
            events,
            server =>
                way switch
                {
                    "ingest" => server.PostAsync("/ingest", Lines(events), "application/x-ndjson"),
                    "bulk" => server.PostAsync("/_bulk", Lines(Actions("""{"create":{}}""")), "application/x-ndjson"),
                    _ => server.PostAsync(
                        "/_bulk",
                        Lines(Actions("""{"create":{"_index":"logs-kubernetes.audit_logs-default"}}""")),
                        "application/x-ndjson"
                    ),
                },
            leastAlerts: 30
        );
        IEnumerable<string> Actions(string action) => events.SelectMany(e => new[] { action, e });
    }

    [Fact]
    public async Task AServerThatIsKilledBetweenTwoRequestsLosesAndDoublesNothing()
    {
        var events = File.ReadLines(SharedData.Require("data/k8s-audit/audit-attacks.ndjson")).ToList();
        events.Add(LaterThan(events[^1]));
        _folder.WriteRules();
        _folder.Configure(Engine + $"rules:\n  paths: [{_folder.Rules}]\n");
        var expected = await ScanAsync(_folder.Write("events.ndjson", events));
        foreach (var part in events.Chunk(250))
        {
            using var killed = await TocsinProcess.StartAsync(_folder.Configuration);
            // Acknowledged, and perhaps not evaluated yet.
            await killed.PostAsync("/ingest", Lines(part), "application/x-ndjson");
            await killed.KillAsync();
        }

        using var server = await TocsinProcess.StartAsync(_folder.Configuration);
        await server.CaughtUpAsync();
        Assert.Equal(expected, await server.AlertIdsAsync());
        Assert.Equal(0, await server.StopAsync());
    }

    /// <summary>Sends events, compares the alerts with those of a scan, and once more after a restart and another sending.</summary>
    private async Task CompareAsync(List<string> events, Func<TocsinProcess, Task> send, int leastAlerts)
    {
        _folder.WriteRules();
        _folder.Configure(Engine + $"rules:\n  paths: [{_folder.Rules}]\n");
        var expected = await ScanAsync(_folder.Write("events.ndjson", events));
        Assert.InRange(expected.Count, leastAlerts, int.MaxValue);
        using (var server = await TocsinProcess.StartAsync(_folder.Configuration))
        {
            await send(server);
            await server.CaughtUpAsync();
            Assert.Equal(expected, await server.AlertIdsAsync());
            Assert.Equal(0, await server.StopAsync());
        }

        using (var again = await TocsinProcess.StartAsync(_folder.Configuration))
        {
            Assert.Equal(expected, await again.AlertIdsAsync());
            // As a sender does that did not see the answer.
            await send(again);
            await again.CaughtUpAsync();
            Assert.Equal(expected, await again.AlertIdsAsync());
            Assert.Equal(0, await again.StopAsync());
        }
    }

    private async Task<List<string>> ScanAsync(string file)
    {
        var (status, output, error) = await TocsinProcess.RunAsync(
            "scan",
            file,
            "--rules",
            _folder.Rules,
            "--format",
            "ndjson"
        );
        Assert.True(status == 0, error);
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("kibana.alert.uuid").GetString()!)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> Items(string batch) =>
        JsonDocument.Parse(batch).RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetRawText());

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines) + "\n";

    /// <summary>A harmless event ten minutes after another: with it every tick that the others wait for is due.</summary>
    private static string LaterThan(string line)
    {
        var time = JsonDocument
            .Parse(line)
            .RootElement.GetProperty("stageTimestamp")
            .GetDateTimeOffset()
            .AddMinutes(10);
        var text = time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        return $$$"""{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"9d8a35a2-0000-4000-8000-000000000001","stage":"ResponseComplete","requestURI":"/version","verb":"get","user":{"username":"system:kube-scheduler"},"sourceIPs":["10.0.0.10"],"responseStatus":{"code":200},"requestReceivedTimestamp":"{{{text}}}","stageTimestamp":"{{{text}}}"}""";
    }
}
