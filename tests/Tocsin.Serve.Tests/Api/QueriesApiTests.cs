using System.Net;
using System.Text.Json;
using Tocsin.Serve.Api.Queries;
using Tocsin.Serve.Tests.EndToEnd;
using Tocsin.Tests;

namespace Tocsin.Serve.Tests.Api;

/// <summary>Queries over retained events, in Elasticsearch's shapes.</summary>
public sealed class QueriesApiTests
{
    [Fact]
    public async Task AnEsqlQueryGivesColumnsAndValues()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("login", "ada", "bob");
        await server.SendAsync("logout", "ada");
        var answer = await server.PostAsync(
            "/_query",
            """{"query":"FROM logs-api.* | STATS n = COUNT(*) BY event.action | SORT event.action"}"""
        );
        Assert.Equal(
            """[{"name":"n","type":"long"},{"name":"event.action","type":"keyword"}]""",
            answer.GetProperty("columns").GetRawText()
        );
        Assert.Equal("""[[2,"login"],[1,"logout"]]""", answer.GetProperty("values").GetRawText());
        Assert.False(answer.GetProperty("is_partial").GetBoolean());
    }

    [Fact]
    public async Task AnEqlSearchGivesEventsOfTheIndicesThatAreNamed()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("login", "ada", "bob");
        var answer = await server.PostAsync(
            "/logs-api.*/_eql/search",
            """{"query":"any where event.action == \"login\"","size":1,"result_position":"head","fetch_size":100}"""
        );
        var hits = answer.GetProperty("hits");
        Assert.Equal(1, hits.GetProperty("total").GetProperty("value").GetInt32());
        Assert.Equal("logs-api.test-default", hits.GetProperty("events")[0].GetProperty("_index").GetString());
        var other = await server.PostAsync("/logs-other.*/_eql/search", """{"query":"any where true"}""");
        Assert.Equal(0, other.GetProperty("hits").GetProperty("events").GetArrayLength());
    }

    [Theory]
    [InlineData("/_query", "{}", 400, "parsing_exception")]
    [InlineData("/_query", """{"query":"FROM logs-* | WHERE ("}""", 400, "parsing_exception")]
    [InlineData("/_query", """{"query":"FROM logs-* | WHERE NOPE(1)"}""", 400, "exception")]
    [InlineData("/_query", """{"query":"FROM logs-*","filter":{"match_all":{}}}""", 400, "[filter] is not supported")]
    [InlineData("/_query", """{"query":"FROM logs-*","columnar":true}""", 400, "[columnar] is not supported")]
    [InlineData("/x/_eql/search", """{"query":"any where true"}""", 404, "index_not_found_exception")]
    [InlineData("/x*/_eql/search", """{"query":"any where true","size":-1}""", 400, "[size] must be")]
    [InlineData("/x*/_eql/search", """{"query":"any where true","fields":["a"]}""", 400, "[fields] is not supported")]
    public async Task WhatIsWrongHasTheShapeThatClientsRead(string path, string body, int status, string reason)
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("login", "ada");
        var (actual, text) = await server.CallAsync(HttpMethod.Post, path, body);
        Assert.Equal((HttpStatusCode)status, actual);
        var answer = JsonDocument.Parse(text).RootElement;
        Assert.Equal(status, answer.GetProperty("status").GetInt32());
        var error = answer.GetProperty("error");
        Assert.Equal(
            error.GetProperty("type").GetString(),
            error.GetProperty("root_cause")[0].GetProperty("type").GetString()
        );
        Assert.Contains(reason, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@elastic/elasticsearch")]
    [InlineData("elasticsearch-9")]
    public async Task TheOfficialClientSendsAndQueries(string package)
    {
        var script = SharedData.InRepository("tests/clients/elasticsearch-search.mjs");
        var beside = Path.Combine(Path.GetDirectoryName(script)!, "node_modules");
        var modules = Environment.GetEnvironmentVariable("NODE_PATH") ?? beside;
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(modules, package)),
            $"`npm ci` in tests/clients has not been run, and NODE_PATH does not lead to {package}"
        );
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        var (status, output, error) = await TocsinProcess.RunProgramAsync(
            "node",
            script,
            server.Client.BaseAddress!.ToString(),
            package
        );
        Assert.True(status == 0, error);
        var result = JsonDocument.Parse(output).RootElement;
        Assert.Equal(3, result.GetProperty("successful").GetInt32());
        Assert.Equal("""[[2,"login"],[1,"logout"]]""", result.GetProperty("values").GetRawText());
        Assert.Equal("""["u0","u2"]""", result.GetProperty("users").GetRawText());
        Assert.Equal("""[["u0","u1"]]""", result.GetProperty("sequences").GetRawText());
        Assert.Equal("parsing_exception", result.GetProperty("wrongQuery").GetProperty("type").GetString());
        Assert.Equal(404, result.GetProperty("unknownIndex").GetProperty("status").GetInt32());
        Assert.Equal("[filter] is not supported", result.GetProperty("filter").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task QueriesAreBoundedInNumberAndTimeAndEndWithTheirClient()
    {
        using var gate = new QueryGate(
            new()
            {
                Queries = new() { Concurrent = 1, Timeout = TimeSpan.FromMilliseconds(100) },
            },
            TimeProvider.System
        );
        var begun = new TaskCompletionSource();
        var slow = gate.RunAsync(Wait, TestContext.Current.CancellationToken);
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<QueryRefusal>(() => gate.RunAsync(Wait, CancellationToken.None));
        Assert.Equal((429, "es_rejected_execution_exception"), (refused.Status, refused.Type));
        var late = await Assert.ThrowsAsync<QueryRefusal>(() => slow);
        Assert.Equal((408, "timeout_exception"), (late.Status, late.Type));
        using var client = new CancellationTokenSource();
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.RunAsync(Wait, client.Token));
        Assert.Equal(7, (await gate.RunAsync(_ => 7, CancellationToken.None)).Result);

        int Wait(CancellationToken token)
        {
            begun.TrySetResult();
            token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            token.ThrowIfCancellationRequested();
            return 0;
        }
    }
}
