using System.Text.Json.Nodes;
using Tocsin.Serve.Configuration;

namespace Tocsin.Serve.Api;

/// <summary>The OpenAPI document, made of the table of endpoints that are mapped.</summary>
internal static class OpenApi
{
    /// <summary>The document.</summary>
    public static JsonObject Write(IEnumerable<ApiEndpoint> endpoints)
    {
        var paths = new JsonObject();
        foreach (var endpoint in endpoints)
        {
            if (paths[endpoint.Path] is not JsonObject path)
                paths[endpoint.Path] = path = [];
            path[endpoint.Method.ToLowerInvariant()] = Operation(endpoint);
        }

        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Tocsin", ["version"] = "1" },
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                },
            },
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["paths"] = paths,
        };
    }

    private static JsonObject Operation(ApiEndpoint endpoint)
    {
        var parameters = new JsonArray();
        foreach (var part in endpoint.Path.Split('/').Where(p => p.StartsWith('{')))
            parameters.Add(Parameter(new(part[1..^1], "string", "", true), "path"));
        foreach (var parameter in endpoint.Parameters)
            parameters.Add(Parameter(parameter, "query"));
        var operation = new JsonObject
        {
            ["summary"] = endpoint.Summary,
            ["x-scope"] = OptionKeys.Name(endpoint.Scope.ToString()),
            ["parameters"] = parameters,
        };
        if (endpoint.Body.Count > 0)
            operation["requestBody"] = new JsonObject { ["content"] = Content(BodySchema(endpoint.Body)) };
        operation["responses"] = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = endpoint.Answer ?? endpoint.Summary,
                ["content"] = Content(new() { ["type"] = "object" }),
            },
            ["default"] = new JsonObject
            {
                ["description"] = "What is wrong.",
                ["content"] = Content(new() { ["type"] = "object" }),
            },
        };
        return operation;
    }

    private static JsonObject Parameter(ApiParameter parameter, string place) =>
        new()
        {
            ["name"] = parameter.Name,
            ["in"] = place,
            ["required"] = parameter.IsRequired,
            ["description"] = parameter.What,
            ["schema"] = Schema(parameter.Kind),
        };

    private static JsonObject BodySchema(IReadOnlyList<ApiParameter> keys)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var key in keys)
        {
            var schema = Schema(key.Kind);
            schema["description"] = key.What;
            properties[key.Name] = schema;
            if (key.IsRequired)
                required.Add(key.Name);
        }

        var body = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
            body["required"] = required;
        return body;
    }

    private static JsonObject Schema(string kind) =>
        kind.EndsWith("[]", StringComparison.Ordinal)
            ? new() { ["type"] = "array", ["items"] = Schema(kind[..^2]) }
            : new() { ["type"] = kind };

    private static JsonObject Content(JsonObject schema) =>
        new() { ["application/json"] = new JsonObject { ["schema"] = schema } };
}
