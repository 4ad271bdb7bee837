using System.Net;
using System.Text.Json;

namespace Tocsin.Serve.Tests.Intake;

/// <summary>What clients of Elasticsearch ask before they send (intake-protocols 2.1, 2.2; check 1 of section 8).</summary>
public sealed class ElasticsearchHandshakeTests
{
    [Theory]
    [InlineData("GET", "/", 200, "\"number\":\"8.19.0\"")]
    [InlineData("GET", "/es", 200, "\"build_flavor\":\"default\"")]
    [InlineData("GET", "/es/", 200, "\"tagline\":\"You Know, for Search\"")]
    [InlineData("HEAD", "/", 200, "")]
    [InlineData("GET", "/_license", 200, "\"status\":\"active\"")]
    [InlineData("GET", "/_license?human=false", 200, "\"start_date_in_millis\":-1}}")]
    [InlineData("GET", "/_xpack", 200, "\"features\":{}}")]
    [InlineData("GET", "/_cluster/health", 200, "\"active_shards_percent_as_number\":100")]
    [InlineData("GET", "/_cat/health", 200, " green ")]
    [InlineData("GET", "/_nodes/http", 200, "\"publish_address\":\"127.0.0.1:")]
    [InlineData("GET", "/_ilm/policy/logs", 200, "{\"logs\":{\"version\":1,\"policy\":{\"phases\":{}}}}")]
    [InlineData("PUT", "/_ilm/policy/logs", 200, "{\"acknowledged\":true}")]
    [InlineData("HEAD", "/_index_template/ecs-logstash", 200, "")]
    [InlineData("HEAD", "/_template/x", 200, "")]
    [InlineData("GET", "/_index_template/x", 200, "{\"index_templates\":[]}")]
    [InlineData("PUT", "/_index_template/x", 200, "{\"acknowledged\":true}")]
    [InlineData("PUT", "/_template/x", 200, "{\"acknowledged\":true}")]
    [InlineData("PUT", "/_component_template/x", 200, "{\"acknowledged\":true}")]
    [InlineData("GET", "/_data_stream/x", 200, "{\"data_streams\":[{\"name\":\"x\",\"status\":\"GREEN\"}]}")]
    [InlineData("PUT", "/_data_stream/x", 200, "{\"acknowledged\":true}")]
    [InlineData("HEAD", "/logstash", 200, "")]
    [InlineData(
        "PUT",
        "/logstash-1",
        200,
        "{\"acknowledged\":true,\"shards_acknowledged\":true,\"index\":\"logstash-1\"}"
    )]
    [InlineData("GET", "/_ingest/pipeline/p", 200, "{\"p\":{}}")]
    [InlineData("PUT", "/_ingest/pipeline/p", 200, "{\"acknowledged\":true}")]
    [InlineData("POST", "/_bulk", 200, "\"errors\":false,\"items\":[")]
    [InlineData("PUT", "/_bulk", 200, "\"errors\":false,\"items\":[")]
    [InlineData("POST", "/_bulk/", 200, "\"errors\":false,\"items\":[")]
    [InlineData("POST", "/es/_bulk?pipeline=p&refresh=true&timeout=60s", 200, "\"errors\":false,\"items\":[")]
    [InlineData("POST", "/x/_bulk", 200, "\"errors\":false,\"items\":[")]
    [InlineData("POST", "/x/_doc", 201, "\"result\":\"created\"")]
    [InlineData("PUT", "/x/_doc/1", 201, "\"_id\":\"1\"")]
    [InlineData("POST", "/x/_create/1", 201, "\"_seq_no\":0")]
    [InlineData("POST", "/system/events", 201, "\"_index\":\"system\"")]
    [InlineData(
        "GET",
        "/_nothing",
        404,
        "{\"error\":{\"type\":\"invalid_path\",\"reason\":\"not supported by this intake\"},\"status\":404}"
    )]
    [InlineData("HEAD", "/_nothing", 404, "")]
    [InlineData("DELETE", "/x", 404, "\"invalid_path\"")]
    public async Task EveryRequestOfTheTableIsAnswered(string method, string path, int status, string part)
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(new(method), path);
        if (method is "POST" or "PUT")
            request.Content = new StringContent(
                path.Contains("_bulk", StringComparison.Ordinal) ? "{\"index\":{}}\n{\"a\":1}\n" : "{\"a\":1}",
                null,
                "application/json"
            );

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Equal("Elasticsearch", Assert.Single(response.Headers.GetValues("X-Elastic-Product")));
        if (part.Length == 0)
            Assert.Equal("", text);
    }

    [Fact]
    public async Task TheClustersIdIsTheSameEveryTime()
    {
        await using var server = await TestServer.StartAsync();

        var first = await server.GetJsonAsync("/");
        var second = await server.GetJsonAsync("/?pretty");

        Assert.Equal(22, first.GetProperty("cluster_uuid").GetString()!.Length);
        Assert.Equal(first.GetProperty("cluster_uuid").GetString(), second.GetProperty("cluster_uuid").GetString());
        Assert.Equal(40, first.GetProperty("version").GetProperty("build_hash").GetString()!.Length);
    }

    [Fact]
    public async Task TheTypeThatAClientAcceptsIsEchoed()
    {
        const string Type = "application/vnd.elasticsearch+json; compatible-with=9";
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept", Type);

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(Type, response.Content.Headers.GetValues("Content-Type").Single());
    }

    [Fact]
    public async Task TheVersionIsTheConfigurations()
    {
        await using var server = await TestServer.StartAsync(
            "intake: {elasticsearch: {version: 9.1.0, prefixes: [/elastic/api]}}\nlisteners: [{address: '127.0.0.1:0'}]"
        );

        var root = await server.GetJsonAsync("/elastic/api/");

        Assert.Equal("9.1.0", root.GetProperty("version").GetProperty("number").GetString());
    }

    [Fact]
    public async Task AListenerOffersOnlyItsEndpoints()
    {
        await using var server = await TestServer.StartAsync(
            "listeners: [{address: '127.0.0.1:0', endpoints: [kubernetes, health]}]"
        );

        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync(HttpMethod.Get, "/")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.PostAsync("/_bulk", "{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/k8s-audit")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/livez")).Status);
    }
}
