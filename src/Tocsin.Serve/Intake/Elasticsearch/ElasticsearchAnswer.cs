using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Serve.Hosting;

namespace Tocsin.Serve.Intake.Elasticsearch;

/// <summary>Writes JSON answers as Elasticsearch would: compact, in the type that the client accepts.</summary>
internal static class ElasticsearchAnswer
{
    private const string Vendor = "application/vnd.elasticsearch+json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Answers with JSON that is made for the request; <c>?pretty</c> counts for <c>GET</c> only.</summary>
    public static Task WriteAsync(HttpContext context, int status, JsonNode body)
    {
        var isPretty =
            HttpMethods.IsGet(context.Request.Method)
            && context.Request.Query.TryGetValue("pretty", out var pretty)
            && pretty != "false";
        var text = isPretty ? body.ToJsonString(Indented) + "\n" : body.ToJsonString();
        return WriteAsync(context, status, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Answers with JSON.</summary>
    public static Task WriteAsync(HttpContext context, int status, byte[] body) =>
        HttpAnswer.WriteAsync(context, status, TypeFor(context.Request), body);

    /// <summary>Answers with an error of the whole request; to <c>HEAD</c> without a body.</summary>
    public static Task WriteErrorAsync(HttpContext context, int status, string type, string reason)
    {
        if (HttpMethods.IsHead(context.Request.Method))
            return HttpAnswer.WriteEmpty(context, status);
        var error = new JsonObject { ["type"] = type, ["reason"] = reason };
        return WriteAsync(context, status, new JsonObject { ["error"] = error, ["status"] = status });
    }

    private static string TypeFor(HttpRequest request)
    {
        // A client of a newer major asks for answers that are compatible with it; the shapes here are in all of them.
        foreach (var accepted in request.Headers.Accept)
        {
            var first = accepted?.Split(',')[0].Trim();
            if (
                first is { Length: < 100 }
                && first.StartsWith(Vendor, StringComparison.Ordinal)
                && Ascii.IsValid(first)
            )
                return first;
        }

        return HttpAnswer.Json;
    }
}
