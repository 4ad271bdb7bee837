namespace Tocsin.Serve.Tests.EndToEnd;

/// <summary>The server about itself.</summary>
public sealed class SelfTestTests
{
    [Fact]
    public async Task TheSelfTestPasses()
    {
        var (status, output, error) = await TocsinProcess.RunAsync("serve", "--self-test");
        Assert.True(status == 0, output + error);
        Assert.Contains("alert at the webhook", output, StringComparison.Ordinal);
        Assert.EndsWith("self-test passed\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASilentSourceIsAnAlertAndSoIsATimeThatStandsStill()
    {
        using var folder = new ServerFolder();
        // By the time of events: by the time of arrival it never stands still.
        folder.WriteRules();
        folder.Configure($"engine:\n  silent_alert_after: 2s\n  idle_after: 1s\nrules:\n  paths: [{folder.Rules}]\n");
        using var server = await TocsinProcess.StartAsync(folder.Configuration);
        const string Line = """{"@timestamp":"2026-01-01T00:00:00.000Z","message":"m"}""";
        await TocsinProcess.UntilAsync(async () =>
        {
            await server.PostAsync("/ingest", Line + "\n", "application/x-ndjson");
            var found = await server.GetAsync("/api/alerts?rule=tocsin-stuck-watermark");
            return found.GetProperty("total").GetInt32() == 1;
        });
        await TocsinProcess.UntilAsync(async () =>
        {
            var found = await server.GetAsync("/api/alerts?rule=tocsin-silent-source");
            return found.GetProperty("total").GetInt32() == 1;
        });
        Assert.Equal(0, await server.StopAsync());
    }
}
