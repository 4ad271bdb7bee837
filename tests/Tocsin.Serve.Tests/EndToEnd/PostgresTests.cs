using System.Text.Json;
using Tocsin.Serve.Tests.Alerts;

namespace Tocsin.Serve.Tests.EndToEnd;

/// <summary>Whole servers that keep their alerts in one PostgreSQL.</summary>
public sealed class PostgresTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private const string Exec =
        """{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"{id}","stage":"ResponseStarted","requestURI":"/api/v1/namespaces/a/pods/b/exec?command=sh","verb":"create","user":{"username":"jane@example.test"},"sourceIPs":["192.0.2.7"],"objectRef":{"resource":"pods","namespace":"a","name":"b","apiVersion":"v1","subresource":"exec"},"responseStatus":{"code":101},"requestReceivedTimestamp":"{time}","stageTimestamp":"{time}","annotations":{"authorization.k8s.io/decision":"allow"}}""";

    private readonly ServerFolder _first = new();
    private readonly ServerFolder _second = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task TwoReplicasThatFindTheSameStoreItOnceAndSendItOnce()
    {
        var connection = server.NewSchema();
        foreach (var folder in new[] { _first, _second })
            folder.Configure(
                $"""
                alerts:
                  store: postgresql
                  connection: "{connection}"
                sinks:
                  - name: out
                    kind: file
                    path: {Sent(folder)}

                """
            );
        using var first = await TocsinProcess.StartAsync(_first.Configuration);
        using var second = await TocsinProcess.StartAsync(_second.Configuration);
        var events = Enumerable
            .Range(0, 20)
            .Select(i =>
                Exec.Replace("{id}", $"id-{i}").Replace("{time}", $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.ffffff}Z")
            )
            .ToList();
        foreach (var record in events)
            await Task.WhenAll(first.PostAsync("/k8s-audit", record), second.PostAsync("/k8s-audit", record));
        await TocsinProcess.UntilAsync(async () => (await first.AlertIdsAsync()).Count == 20);
        Assert.Equal(await first.AlertIdsAsync(), await second.AlertIdsAsync());

        await first.CaughtUpAsync();
        await second.CaughtUpAsync();
        Assert.Equal(0, await first.StopAsync());
        // The other one knows what the first has found, and goes on alone.
        Assert.Equal(20, (await second.AlertIdsAsync()).Count);
        await second.PostAsync("/k8s-audit", events[0].Replace("id-0", "id-alone"));
        await TocsinProcess.UntilAsync(async () => (await second.AlertIdsAsync()).Count == 21);
        await TocsinProcess.UntilAsync(() => Task.FromResult(SentIds().Count >= 21));
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal(21, SentIds().Count);
        Assert.Equal(21, SentIds().Distinct().Count());
    }

    private List<string> SentIds() =>
        [
            .. new[] { _first, _second }
                .Where(f => File.Exists(Sent(f)))
                .SelectMany(f => File.ReadAllLines(Sent(f)))
                .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("kibana.alert.uuid").GetString()!),
        ];

    private static string Sent(ServerFolder folder) => Path.Combine(folder.Path, "sent.ndjson");
}
