using System.Net;
using System.Text;
using System.Text.Json;
using Tocsin.Cli.Serving;
using Tocsin.Core.Diagnostics;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Tests.EndToEnd;

namespace Tocsin.Serve.Tests.Api;

/// <summary>A whole server within the test's process, on a free port and a temporary folder.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private ApiServer(ServeComposition server, ServerFolder folder)
    {
        Server = server;
        Folder = folder;
        Client = new() { BaseAddress = new(server.Host.Addresses[0]) };
    }

    public ServeComposition Server { get; }

    public ServerFolder Folder { get; }

    public HttpClient Client { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts one that runs one rule, over the alert and event that <see cref="SendAsync"/> brings, or those of a folder.</summary>
    public static async Task<ApiServer> StartAsync(string more = "", bool usesFolder = false)
    {
        var folder = new ServerFolder();
        folder.Configure(more);
        if (usesFolder)
        {
            Directory.CreateDirectory(folder.Rules);
            folder.WriteRule("login", Rule("login", "logins"));
            File.AppendAllText(folder.Configuration, $"\nrules:\n  reload: 0s\n  paths: [{folder.Rules}]\n");
        }

        var found = new DiagnosticBag();
        var options = ConfigurationFile.Read(
            await File.ReadAllTextAsync(folder.Configuration, Token),
            "serve.yml",
            found
        );
        Assert.Equal([], found.ToSortedArray().Where(d => d.IsError).Select(d => d.Message));
        var rules = new ServedRuleFiles(options.Rules, 1);
        var server = await ServeComposition.OpenAsync(options, rules, TimeProvider.System, Stream.Null);
        await server.Host.StartAsync(Token);
        return new(server, folder);
    }

    /// <summary>A rule over events of an action.</summary>
    public static string Rule(string action, string name) =>
        $"""
            [rule]
            name = "{name}"
            rule_id = "rule-{action}"
            description = "d"
            severity = "medium"
            risk_score = 47
            type = "query"
            language = "kuery"
            query = "event.action: {action}"
            index = ["logs-*"]
            tags = ["Tactic: Test"]
            """;

    /// <summary>Sends events of an action, one for each user, and waits until they are evaluated.</summary>
    public async Task SendAsync(string action, params string[] users)
    {
        var text = new StringBuilder();
        foreach (var user in users)
            text.Append(
                $$$"""
                {"create":{"_index":"logs-api.test-default"}}
                {"@timestamp":"{{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}}}","event":{"action":"{{{action}}}"},"user":{"name":"{{{user}}}"},"source":{"ip":"192.0.2.7"}}

                """
            );
        var (status, answer) = await CallAsync(HttpMethod.Post, "/_bulk", text.ToString(), "application/x-ndjson");
        Assert.True(status == HttpStatusCode.OK, answer);
        await TocsinProcess.UntilAsync(() =>
            Task.FromResult(Server.Loop.Snapshot.ConsumedOffset >= Server.Storage.Log.LastOffset)
        );
    }

    public async Task<(HttpStatusCode Status, string Text)> CallAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string type = "application/json",
        string? token = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using var answer = await Client.SendAsync(request, Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        var (status, text) = await CallAsync(HttpMethod.Get, path);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {status} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<JsonElement> PostAsync(string path, string body)
    {
        var (status, text) = await CallAsync(HttpMethod.Post, path, body);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {status} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Asserts that a call is refused, and why.</summary>
    public async Task RefusedAsync(HttpMethod method, string path, string? body, HttpStatusCode status, string reason)
    {
        var (actual, text) = await CallAsync(method, path, body);
        Assert.Equal(status, actual);
        Assert.Contains(reason, text, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.Host.StopAsync();
        await Server.DisposeAsync();
        Folder.Dispose();
    }
}
