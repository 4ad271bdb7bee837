using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Tocsin.Tests;

namespace Tocsin.Serve.Tests.EndToEnd;

/// <summary>
/// A server that is killed again and again while a recorded day is posted to it, by senders that repeat what was not acknowledged: every
/// event is there once, and the alerts are those of a scan.
/// </summary>
/// <remarks><c>TOCSIN_SERVER_KILLS</c> sets how often (3), <c>TOCSIN_SEED</c> when; the seed is printed.</remarks>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Senders = 2;
    private readonly ServerFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NothingAcknowledgedIsLostNoAlertIsDoubledAndNoneIsMissing()
    {
        var kills = Setting("TOCSIN_SERVER_KILLS", 3);
        var seed = Setting("TOCSIN_SEED", Environment.TickCount);
        output.WriteLine($"{kills} kills, seed {seed}");
        var random = new Random(seed);
        var events = await DayAsync();
        _folder.WriteRules();
        _folder.Configure($"engine:\n  lateness: 2m\n  idle_after: 1h\nrules:\n  paths: [{_folder.Rules}]\n");
        var expected = await ScanAsync(_folder.Write("events.ndjson", events));

        // With many kills smaller batches, so that each finds something to break.
        var unsent = new Queue<string>(events.Chunk(kills > 20 ? 50 : 250).Select(Batch));
        var acknowledged = new List<string>();
        for (var kill = 0; kill < kills; kill++)
        {
            using var server = await TocsinProcess.StartAsync(_folder.Configuration);
            var end = Task.Delay(random.Next(5, 1200), Token).ContinueWith(_ => server.Signal("KILL"), Token);
            var quota = acknowledged.Count + unsent.Count / (kills - kill) + 1;
            while (
                await SendAsync(
                    server,
                    unsent.Count > 0 && acknowledged.Count < quota ? Take(unsent) : Again(acknowledged, random)
                )
            )
            {
                // The server is there until it is killed, and under load until then.
            }

            await end;

            async Task<bool> SendAsync(TocsinProcess to, List<string> together)
            {
                var stored = await Task.WhenAll(together.Select(b => PostAsync(to, b)));
                acknowledged.AddRange(together.Where((b, i) => stored[i] && !acknowledged.Contains(b)));
                Return(unsent, together.Where((b, i) => !stored[i] && !acknowledged.Contains(b)));
                return !stored.Contains(false);
            }
        }

        output.WriteLine($"{acknowledged.Count} batches acknowledged before the last kill, {unsent.Count} behind it");
        using var last = await TocsinProcess.StartAsync(_folder.Configuration);
        while (unsent.Count > 0)
            Assert.DoesNotContain(false, await Task.WhenAll(Take(unsent).Select(b => PostAsync(last, b))));
        await last.CaughtUpAsync();
        Assert.Equal(events.Count, await CountAsync(last));
        Assert.Equal(expected, await last.AlertIdsAsync());
        Assert.Equal(0, await last.StopAsync());
    }

    /// <summary>The next batches, as many as are sent at a time.</summary>
    private static List<string> Take(Queue<string> unsent)
    {
        var taken = new List<string>();
        while (taken.Count < Senders && unsent.TryDequeue(out var batch))
            taken.Add(batch);
        return taken;
    }

    /// <summary>Batches that are sent once more, as by a sender that did not see the answer.</summary>
    private static List<string> Again(List<string> acknowledged, Random random) =>
        [acknowledged[random.Next(acknowledged.Count)]];

    /// <summary>Puts batches back to the front of the queue.</summary>
    private static void Return(Queue<string> unsent, IEnumerable<string> batches)
    {
        var all = batches.Concat(unsent).ToList();
        unsent.Clear();
        foreach (var batch in all)
            unsent.Enqueue(batch);
    }

    private static async Task<bool> PostAsync(TocsinProcess server, string batch)
    {
        try
        {
            using var content = new StringContent(batch, Encoding.UTF8, "application/json");
            using var answer = await server.Client.PostAsync("/k8s-audit", content, Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<int> CountAsync(TocsinProcess server)
    {
        var answer = await server.PostAsync(
            "/_query",
            """{"query":"FROM logs-kubernetes.audit_logs-default | STATS n = COUNT(*)"}"""
        );
        return answer.GetProperty("values")[0][0].GetInt32();
    }

    private async Task<List<string>> ScanAsync(string file)
    {
        string[] call = ["scan", file, "--rules", _folder.Rules, "--format", "ndjson"];
        var (status, text, error) = await TocsinProcess.RunAsync(call);
        Assert.True(status == 0, error);
        return
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("kibana.alert.uuid").GetString()!)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>A recorded day, and a harmless event behind it that makes every tick due.</summary>
    private static async Task<List<string>> DayAsync()
    {
        using var file = File.OpenRead(SharedData.Require("data/k8s-audit/audit-day.ndjson.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var events = new List<string>();
        while (await reader.ReadLineAsync(Token) is { } line)
            events.Add(line);
        var end = JsonDocument.Parse(events[^1]).RootElement.GetProperty("stageTimestamp").GetDateTimeOffset();
        var time = end.AddMinutes(20).ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        events.Add(
            $$$"""{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"9d8a35a2-0000-4000-8000-000000000002","stage":"ResponseComplete","requestURI":"/version","verb":"get","user":{"username":"system:kube-scheduler"},"sourceIPs":["10.0.0.10"],"responseStatus":{"code":200},"requestReceivedTimestamp":"{{{time}}}","stageTimestamp":"{{{time}}}"}"""
        );
        return events;
    }

    private static string Batch(IEnumerable<string> events) =>
        """{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":["""
        + string.Join(',', events)
        + "]}\n";

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given)
            ? given
            : otherwise;
}
