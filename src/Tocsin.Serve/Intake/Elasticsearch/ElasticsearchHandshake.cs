using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Serve.Hosting;

namespace Tocsin.Serve.Intake.Elasticsearch;

/// <summary>Answers what clients of Elasticsearch ask before they send (intake-protocols 2.2). Nothing is kept: templates and policies mean nothing here.</summary>
internal sealed class ElasticsearchHandshake(
    ElasticsearchIdentity identity,
    ServeReadiness readiness,
    TimeProvider time
)
{
    /// <summary>Answers a request that brings no records.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var parts = ElasticsearchPath.Of(context).Parts;
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method))
            return GetAsync(context, parts);
        if (HttpMethods.IsHead(method))
            return HttpAnswer.WriteEmpty(context, Exists(parts) ? 200 : 404);
        if (HttpMethods.IsPut(method))
            return PutAsync(context, parts);
        return NotSupported(context);
    }

    private Task GetAsync(HttpContext context, string[] parts) =>
        parts switch
        {
            [] => Json(context, identity.Root()),
            ["_license"] => Json(context, identity.License()),
            ["_xpack"] => Json(context, identity.XPack()),
            ["_cluster", "health"] => Health(context),
            ["_cat", "health"] => HttpAnswer.WriteAsync(context, 200, "text/plain; charset=UTF-8", CatHealth()),
            ["_nodes"] or ["_nodes", "http"] or ["_nodes", "_all", "http"] => Json(
                context,
                identity.Nodes(HostOf(context))
            ),
            ["_ilm", "policy", var name] => Json(
                context,
                Named(
                    name,
                    new()
                    {
                        ["version"] = 1,
                        ["policy"] = new JsonObject { ["phases"] = new JsonObject() },
                    }
                )
            ),
            ["_index_template", _] => Json(context, new() { ["index_templates"] = new JsonArray() }),
            ["_data_stream", var name] => Json(
                context,
                new() { ["data_streams"] = new JsonArray(new JsonObject { ["name"] = name, ["status"] = "GREEN" }) }
            ),
            ["_ingest", "pipeline", var id] => Json(context, Named(id, [])),
            _ => NotSupported(context),
        };

    private static bool Exists(string[] parts) =>
        parts switch
        {
            [] => true,
            ["_index_template" or "_template" or "_component_template" or "_data_stream", _] => true,
            ["_ilm", "policy", _] or ["_ingest", "pipeline", _] => true,
            ["_license"] or ["_xpack"] or ["_cluster", "health"] or ["_cat", "health"] => true,
            [var index] => !index.StartsWith('_'),
            _ => false,
        };

    private static Task PutAsync(HttpContext context, string[] parts)
    {
        switch (parts)
        {
            case ["_index_template" or "_template" or "_component_template" or "_data_stream", _]:
            case ["_ilm", "policy", _]:
            case ["_ingest", "pipeline", _]:
                return Json(context, new() { ["acknowledged"] = true });
            case [var index] when !index.StartsWith('_'):
                return Json(
                    context,
                    new()
                    {
                        ["acknowledged"] = true,
                        ["shards_acknowledged"] = true,
                        ["index"] = index,
                    }
                );
            default:
                return NotSupported(context);
        }
    }

    private Task Health(HttpContext context) =>
        !readiness.IsReady
            ? ElasticsearchAnswer.WriteErrorAsync(context, 503, "cluster_block_exception", "the server is not ready")
            : Json(context, ElasticsearchIdentity.ClusterHealth());

    private byte[] CatHealth()
    {
        var now = time.GetUtcNow();
        return Encoding.ASCII.GetBytes(
            $"{now.ToUnixTimeSeconds()} {now:HH:mm:ss} tocsin green 1 1 1 1 0 0 0 0 0 - 100.0%\n"
        );
    }

    /// <summary>How the client reached the server: by name where that is all printable, else by address.</summary>
    private static string HostOf(HttpContext context)
    {
        var host = context.Request.Host;
        var connection = context.Connection;
        return host is { HasValue: true, Port: not null }
            ? host.Value
            : new System.Net.IPEndPoint(
                connection.LocalIpAddress ?? System.Net.IPAddress.Loopback,
                connection.LocalPort
            ).ToString();
    }

    private static JsonObject Named(string name, JsonObject value) => new() { [name] = value };

    private static Task Json(HttpContext context, JsonObject body) =>
        ElasticsearchAnswer.WriteAsync(context, 200, body);

    private static Task NotSupported(HttpContext context) =>
        ElasticsearchAnswer.WriteErrorAsync(context, 404, "invalid_path", "not supported by this intake");
}
