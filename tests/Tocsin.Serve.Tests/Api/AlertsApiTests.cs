using System.Net;
using System.Text.Json;

namespace Tocsin.Serve.Tests.Api;

/// <summary>Alerts over HTTP.</summary>
public sealed class AlertsApiTests
{
    [Fact]
    public async Task AlertsAreFoundByWhatTheyAreAbout()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("login", "ada", "bob", "cleo");
        Assert.Equal(3, await CountAsync(server, ""));
        Assert.Equal(3, await CountAsync(server, "?rule=rule-login"));
        Assert.Equal(3, await CountAsync(server, "?rule=logins&severity=medium,high&status=open"));
        Assert.Equal(0, await CountAsync(server, "?severity=low"));
        Assert.Equal(1, await CountAsync(server, "?entity=user:ada"));
        Assert.Equal(2, await CountAsync(server, "?entity=ada&entity=bob"));
        Assert.Equal(1, await CountAsync(server, "?q=cleo"));
        Assert.Equal(3, await CountAsync(server, "?from=2020-01-01T00:00:00Z"));
        Assert.Equal(0, await CountAsync(server, "?to=2020-01-01T00:00:00Z"));
        Assert.Equal(3, await CountAsync(server, "?tag=Tactic:%20Test"));
    }

    [Fact]
    public async Task PagesFollowEachOther()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("login", [.. Enumerable.Range(0, 25).Select(i => $"u{i}")]);
        var ids = new HashSet<string>();
        string? cursor = null;
        var pages = 0;
        do
        {
            var page = await server.GetAsync(
                "/api/alerts?size=10&sort=updated&order=asc"
                    + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))
            );
            Assert.Equal(25, page.GetProperty("total").GetInt32());
            foreach (var alert in page.GetProperty("alerts").EnumerateArray())
                Assert.True(ids.Add(alert.GetProperty("id").GetString()!));
            cursor = page.GetProperty("cursor").GetString();
            pages++;
        } while (cursor is not null);

        Assert.Equal((3, 25), (pages, ids.Count));
    }

    [Fact]
    public async Task PeopleWorkOnAlertsAndTheHistorySaysSo()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("login", "ada");
        var id = (await server.GetAsync("/api/alerts")).GetProperty("alerts")[0].GetProperty("id").GetString();
        await server.PostAsync($"/api/alerts/{id}/_status", """{"status":"acknowledged","who":"sam"}""");
        await server.PostAsync($"/api/alerts/{id}/_assign", """{"add":["sam"],"who":"sam"}""");
        await server.PostAsync($"/api/alerts/{id}/_tags", """{"add":["case-7"],"who":"sam"}""");
        var alert = await server.PostAsync($"/api/alerts/{id}/_notes", """{"note":"seen before","who":"sam"}""");
        Assert.Equal("acknowledged", alert.GetProperty("status").GetString());
        Assert.Equal("sam", alert.GetProperty("status_by").GetString());
        Assert.Equal("case-7", alert.GetProperty("tags")[0].GetString());
        Assert.Equal("sam", alert.GetProperty("assignees")[0].GetString());
        Assert.Equal(
            ["status", "assigned", "tag_added", "note"],
            alert.GetProperty("history").EnumerateArray().Select(e => e.GetProperty("action").GetString())
        );
        var document = alert.GetProperty("document");
        Assert.Equal(id, document.GetProperty("kibana.alert.uuid").GetString());
        Assert.Equal("acknowledged", document.GetProperty("kibana.alert.workflow_status").GetString());
        Assert.Equal(1, await CountAsync(server, "?status=acknowledged&tag=case-7&assignee=sam"));
    }

    [Fact]
    public async Task ManyAlertsAreClosedAtOnce()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("login", "ada", "bob");
        var ids = (await server.GetAsync("/api/alerts"))
            .GetProperty("alerts")
            .EnumerateArray()
            .Select(a => a.GetProperty("id").GetString());
        var body = JsonSerializer.Serialize(
            new
            {
                ids,
                status = "closed",
                reason = "drill",
                who = "sam",
            }
        );
        Assert.Equal(2, (await server.PostAsync("/api/alerts/_triage", body)).GetProperty("changed").GetInt32());
        var facets = await server.GetAsync("/api/alerts/_facets?facet=status,user");
        Assert.Equal("closed", facets.GetProperty("status")[0].GetProperty("value").GetString());
        Assert.Equal(2, facets.GetProperty("status")[0].GetProperty("count").GetInt32());
        Assert.Equal(2, facets.GetProperty("user").GetArrayLength());
    }

    [Theory]
    [InlineData("?severity=loud", "`severity` must be one of")]
    [InlineData("?status=done", "`status` must be one of")]
    [InlineData("?size=0", "`size` must be")]
    [InlineData("?from=yesterday", "`from` must be a time")]
    [InlineData("?cursor=x", "`cursor` must be")]
    [InlineData("?sevrity=low", "unknown parameter `sevrity`")]
    [InlineData("?order=up", "`order` must be")]
    public async Task WrongParametersAreRefusedByName(string query, string reason)
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.RefusedAsync(HttpMethod.Get, "/api/alerts" + query, null, HttpStatusCode.BadRequest, reason);
    }

    [Fact]
    public async Task WrongBodiesAreRefused()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("login", "ada");
        var id = (await server.GetAsync("/api/alerts")).GetProperty("alerts")[0].GetProperty("id").GetString();
        var path = $"/api/alerts/{id}/";
        const HttpStatusCode Bad = HttpStatusCode.BadRequest;
        await server.RefusedAsync(HttpMethod.Post, path + "_status", "{", Bad, "no JSON object");
        await server.RefusedAsync(
            HttpMethod.Post,
            path + "_status",
            """{"status":1}""",
            Bad,
            "`status` must be a text"
        );
        await server.RefusedAsync(
            HttpMethod.Post,
            path + "_status",
            """{"state":"open"}""",
            Bad,
            "unknown key `state`"
        );
        await server.RefusedAsync(HttpMethod.Post, path + "_notes", "{}", Bad, "`note` is missing");
        await server.RefusedAsync(HttpMethod.Post, "/api/alerts/_triage", """{"ids":[]}""", Bad, "`ids` must name");
        await server.RefusedAsync(HttpMethod.Get, "/api/alerts/none", null, HttpStatusCode.NotFound, "no such alert");
        await server.RefusedAsync(HttpMethod.Post, "/api/alerts", "{}", HttpStatusCode.NotFound, "no such endpoint");
    }

    [Fact]
    public async Task SilencesAreMadeShownAndEnded()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        var silence = await server.PostAsync(
            "/api/silences",
            """{"matchers":[{"name":"user","value":"ada*"}],"ends":"2100-01-01T00:00:00Z","comment":"drill","who":"sam"}"""
        );
        var id = silence.GetProperty("id").GetString();
        Assert.Equal(1, (await server.GetAsync("/api/silences")).GetProperty("silences").GetArrayLength());
        var (ended, _) = await server.CallAsync(HttpMethod.Delete, $"/api/silences/{id}");
        Assert.Equal(HttpStatusCode.OK, ended);
        await server.RefusedAsync(
            HttpMethod.Delete,
            "/api/silences/none",
            null,
            HttpStatusCode.NotFound,
            "no such silence"
        );
        await server.RefusedAsync(
            HttpMethod.Post,
            "/api/silences",
            """{"matchers":[],"ends":"2100-01-01T00:00:00Z"}""",
            HttpStatusCode.BadRequest,
            "silence everything"
        );
        Assert.Equal(0, (await server.GetAsync("/api/dead-letters")).GetProperty("dead_letters").GetArrayLength());
        Assert.Equal(
            0,
            (await server.PostAsync("/api/dead-letters/_retry", """{"numbers":[1]}"""))
                .GetProperty("retried")
                .GetInt32()
        );
    }

    private static async Task<int> CountAsync(ApiServer server, string query)
    {
        var page = await server.GetAsync("/api/alerts" + query);
        Assert.Equal(page.GetProperty("total").GetInt32(), page.GetProperty("alerts").GetArrayLength());
        return page.GetProperty("total").GetInt32();
    }
}
