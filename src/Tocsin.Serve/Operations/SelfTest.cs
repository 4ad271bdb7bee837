using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Values;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Delivery;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.RuleSets;

namespace Tocsin.Serve.Operations;

/// <summary>
/// <c>tocsin serve --self-test</c>: a whole server on a free port with a temporary folder, a synthetic audit event, and the alert that must come of it.
/// </summary>
/// <param name="rules">The rules; the built-in ones must be among them.</param>
/// <param name="say">Takes each step with the time that it took.</param>
/// <param name="time">The clock.</param>
internal sealed class SelfTest(IRuleSource rules, Action<string> say, TimeProvider time)
{
    private const string RuleName = "Kubernetes Request without Credentials Allowed";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs it; whether everything worked.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-self-test-");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            await RunAsync(folder.FullName, limit.Token).ConfigureAwait(false);
            say("self-test passed");
            return true;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            var reason =
                failure is OperationCanceledException
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"nothing came within {Patience.TotalSeconds} seconds"
                    )
                    : failure.Message.ReplaceLineEndings(" ");
            say($"self-test failed: {reason}");
            return false;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RunAsync(string folder, CancellationToken limit)
    {
        var receiver = await WebhookReceiver.StartAsync(limit).ConfigureAwait(false);
        await using (receiver.ConfigureAwait(false))
        {
            var options = new ServeOptions
            {
                DataFolder = folder,
                Listeners = [new() { Name = "self-test", Address = "127.0.0.1:0" }],
                Sinks =
                [
                    new()
                    {
                        Name = "self-test",
                        Kind = SinkKind.Webhook,
                        Url = receiver.Url,
                    },
                ],
                Telemetry = new() { LogLevel = LogLevelName.Error },
            };
            var server = await StepAsync(
                    "data folder opened, rules compiled",
                    () => ServeComposition.OpenAsync(options, rules, time, Stream.Null)
                )
                .ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                await StepAsync("server started", () => Started(server, limit)).ConfigureAwait(false);
                using var client = new HttpClient { BaseAddress = new(server.Host.Addresses[0]) };
                await StepAsync("ready", () => ReadyAsync(client, limit)).ConfigureAwait(false);
                await StepAsync("event posted to the audit webhook and kept", () => PostAsync(client, limit))
                    .ConfigureAwait(false);
                var id = await StepAsync("alert at the API", () => AlertAsync(client, limit)).ConfigureAwait(false);
                await StepAsync("alert at the webhook", () => receiver.WaitForAsync(id, limit)).ConfigureAwait(false);
                await StepAsync("server stopped", () => Stopped(server)).ConfigureAwait(false);
            }
        }
    }

    private async Task<T> StepAsync<T>(string what, Func<Task<T>> step)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await step().ConfigureAwait(false);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        say(string.Create(CultureInfo.InvariantCulture, $"ok {took, 8:0.0} ms  {what}"));
        return result;
    }

    private static async Task<bool> Started(ServeComposition server, CancellationToken limit)
    {
        await server.Host.StartAsync(limit).ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> Stopped(ServeComposition server)
    {
        await server.Host.StopAsync().ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> ReadyAsync(HttpClient client, CancellationToken limit)
    {
        while (true)
        {
            using var answer = await client.GetAsync("/readyz", limit).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
                return true;
            await Task.Delay(20, limit).ConfigureAwait(false);
        }
    }

    private async Task<bool> PostAsync(HttpClient client, CancellationToken limit)
    {
        var now = Iso8601.Format(time.GetUtcNow().ToUnixTimeMilliseconds());
        var body = $$$"""
            {"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[{"level":"Metadata","auditID":"{{{Guid.NewGuid()}}}","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/self-test/secrets","verb":"list","user":{"username":"system:anonymous","groups":["system:unauthenticated"]},"sourceIPs":["192.0.2.1"],"userAgent":"tocsin-self-test","objectRef":{"resource":"secrets","namespace":"self-test","apiVersion":"v1"},"responseStatus":{"metadata":{},"code":200},"requestReceivedTimestamp":"{{{now}}}","stageTimestamp":"{{{now}}}","annotations":{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":"self-test"}}]}

            """;
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/k8s-audit", content, limit).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        return true;
    }

    private static async Task<string> AlertAsync(HttpClient client, CancellationToken limit)
    {
        var path = "/api/alerts?rule=" + Uri.EscapeDataString(RuleName);
        while (true)
        {
            using var page = JsonDocument.Parse(await client.GetByteArrayAsync(path, limit).ConfigureAwait(false));
            var alerts = page.RootElement.GetProperty("alerts");
            if (alerts.GetArrayLength() > 0)
                return alerts[0].GetProperty("id").GetString()!;
            await Task.Delay(10, limit).ConfigureAwait(false);
        }
    }
}
