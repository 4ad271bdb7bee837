using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Serve.Api;
using Tocsin.Serve.Operations;
using Tocsin.Serve.Security;
using Tocsin.Tests;

namespace Tocsin.Serve.Tests.Api;

/// <summary>What there is, who may call it, and what it says of itself.</summary>
public sealed partial class ApiSurfaceTests
{
    [Fact]
    public async Task TheDocumentNamesEveryEndpointThatIsMappedAndNoOther()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        var mapped = server
            .Server.Host.Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .Select(e => e.Metadata.GetMetadata<ApiEndpoint>())
            .OfType<ApiEndpoint>()
            .Select(e => $"{e.Method.ToLowerInvariant()} {e.Path}");
        var document = await server.GetAsync("/openapi.json");
        var told = document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name} {p.Name}"));
        Assert.Equal(mapped.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.Contains("post /_query", told);
    }

    [Fact]
    public async Task EveryEndpointIsDescribedOnThePageOfTheApi()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        var page = await File.ReadAllTextAsync(
            SharedData.InRepository("docs/serve/api.md"),
            TestContext.Current.CancellationToken
        );
        Assert.All(
            server.Server.Host.Services.GetRequiredService<ApiModule>().Endpoints,
            e => Assert.Contains($"`{e.Method} {e.Path}`", page, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("ingest", "GET", "/api/alerts", HttpStatusCode.Forbidden)]
    [InlineData("read", "GET", "/api/alerts", HttpStatusCode.OK)]
    [InlineData("read", "POST", "/api/silences", HttpStatusCode.Forbidden)]
    [InlineData("triage", "POST", "/api/silences", HttpStatusCode.BadRequest)]
    [InlineData("triage", "POST", "/api/rules/_reload", HttpStatusCode.Forbidden)]
    [InlineData("admin", "POST", "/api/rules/_reload", HttpStatusCode.OK)]
    [InlineData("ingest", "POST", "/_query", HttpStatusCode.Forbidden)]
    [InlineData("ingest", "GET", "/metrics", HttpStatusCode.Forbidden)]
    [InlineData("read", "GET", "/metrics", HttpStatusCode.OK)]
    [InlineData(null, "GET", "/api/alerts", HttpStatusCode.Unauthorized)]
    public async Task CallersMayDoWhatTheirScopesSay(string? scope, string method, string path, HttpStatusCode expected)
    {
        var token = TokenHash.NewToken();
        await using var server = await ApiServer.StartAsync(
            $"""
                auth: required
            auth:
              tokens:
                - name: test
                  hash: {TokenHash.Format(token)}
                  scopes: [{scope ?? "read"}]
            """,
            usesFolder: true
        );
        var (status, _) = await server.CallAsync(
            new(method),
            path,
            method == "POST" ? "{}" : null,
            token: scope is null ? null : token
        );
        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task MetricsAreInTheFormThatPrometheusReads()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("login", "ada");
        var (status, text) = await server.CallAsync(HttpMethod.Get, "/metrics");
        Assert.Equal(HttpStatusCode.OK, status);
        var type = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                type = line.Split(' ')[3];
                Assert.Equal(type == "counter", line.Split(' ')[2].EndsWith("_total", StringComparison.Ordinal));
            }
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                Assert.Matches(Sample(), line);
            }
        }

        Assert.Contains("tocsin_rule_alerts_total{rule=\"rule-login\"} ", text, StringComparison.Ordinal);
        // Other servers of the test's process count too.
        Assert.Matches("tocsin_engine_ready [1-9]", text);
        Assert.Contains("tocsin_log_appended_records_total ", text, StringComparison.Ordinal);
        Assert.Contains("process_resident_memory_bytes ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelsAreEscaped() => Assert.Equal("a\\\\b\\\"c\\nd", MetricTable.EscapeLabel("a\\b\"c\nd"));

    [Fact]
    public async Task RulesSourcesAndStatusTellHowTheyAreDoing()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("login", "ada", "bob");
        await Tocsin.Serve.Tests.EndToEnd.TocsinProcess.UntilAsync(async () =>
        {
            await server.Server.Loop.TellTheTimeAsync(TestContext.Current.CancellationToken);
            var rule = await server.GetAsync("/api/rules/rule-login");
            return rule.GetProperty("alerts").GetInt64() == 2 && rule.GetProperty("state").GetString() == "running";
        });
        var source = (await server.GetAsync("/api/sources")).GetProperty("sources")[0];
        Assert.Equal(2, source.GetProperty("events").GetInt64());
        var status = await server.GetAsync("/api/status");
        Assert.Equal(2, status.GetProperty("engine").GetProperty("events").GetInt64());
        Assert.Equal(0, status.GetProperty("not_ready").GetArrayLength());
        var list = await server.GetAsync("/api/rules");
        Assert.Equal(1, list.GetProperty("set").GetProperty("running").GetInt32());
        await server.RefusedAsync(HttpMethod.Get, "/api/rules/none", null, HttpStatusCode.NotFound, "no such rule");
    }

    [GeneratedRegex(
        """^[a-zA-Z_:][a-zA-Z0-9_:]*(\{[a-z_]+="(\\.|[^"\\])*"(,[a-z_]+="(\\.|[^"\\])*")*\})? (NaN|[-+0-9.eE]+|[+-]Inf)$"""
    )]
    private static partial Regex Sample();
}
