using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Core.Values;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Api;

/// <summary>Reads the API's requests; what is wrong is an <see cref="ApiRefusal"/>.</summary>
internal static class ApiRequest
{
    /// <summary>The largest body.</summary>
    private const int BodyBytesMax = 4 << 20;

    /// <summary>The values of a parameter: given several times, or once with commas.</summary>
    public static IReadOnlyList<string> List(HttpContext context, string name) =>
        [
            .. context
                .Request.Query[name]
                .SelectMany(v =>
                    (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                ),
        ];

    /// <summary>A text; null where it is not given.</summary>
    public static string? Text(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var values) && values is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>Whether a switch is on.</summary>
    public static bool Flag(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var values)
        && (
            values.ToString() is "" or "true"
            || (values.ToString() == "false" ? false : throw Wrong(name, "true or false"))
        );

    /// <summary>A whole number within limits.</summary>
    public static int Number(HttpContext context, string name, int fallback, int min, int max)
    {
        if (Text(context, name) is not { } text)
            return fallback;
        return
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max
            ? number
            : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"));
    }

    /// <summary>A time, milliseconds since 1970, in ISO 8601 or as such a number; null where it is not given.</summary>
    public static long? Time(HttpContext context, string name) =>
        Text(context, name) is { } text
            ? TimeOf(text) ?? throw Wrong(name, "a time such as 2026-01-31T12:00:00Z")
            : null;

    /// <summary>A time in ISO 8601 or in milliseconds since 1970; null where it is none.</summary>
    public static long? TimeOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var millis) ? millis
        : Iso8601.TryParse(Encoding.UTF8.GetBytes(text), out millis, out _) ? millis
        : null;

    /// <summary>A part of the path.</summary>
    public static string Part(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    /// <summary>The body, an object; an empty one where there is none.</summary>
    public static async Task<JsonObject> BodyAsync(HttpContext context)
    {
        var bytes = await BytesAsync(context).ConfigureAwait(false);
        if (bytes.Length == 0)
            return [];
        try
        {
            return JsonNode.Parse(bytes) as JsonObject ?? throw new ApiRefusal(400, "the body is no JSON object");
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            throw new ApiRefusal(400, "the body is no JSON object");
        }
    }

    /// <summary>The bytes of the body.</summary>
    public static async Task<byte[]> BytesAsync(HttpContext context)
    {
        if (context.Request.ContentLength > BodyBytesMax)
            throw new ApiRefusal(413, "the body is too large");
        using var bytes = new MemoryStream();
        var buffer = new byte[16 << 10];
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (bytes.Length + count > BodyBytesMax)
                throw new ApiRefusal(413, "the body is too large");
            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }

    /// <summary>A text of a body; null where it is not there.</summary>
    public static string? Text(JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => throw Wrong(name, "a text"),
        };

    /// <summary>A list of texts of a body; a single text counts as one.</summary>
    public static IReadOnlyList<string> Texts(JsonObject body, string name) =>
        body[name] switch
        {
            null => [],
            JsonValue value when value.TryGetValue<string>(out var text) => [text],
            JsonArray list when list.All(v => v?.GetValueKind() == JsonValueKind.String) =>
            [
                .. list.Select(v => v!.GetValue<string>()),
            ],
            _ => throw Wrong(name, "a list of texts"),
        };

    /// <summary>Refuses keys that nothing reads: a misspelt one must not be passed over.</summary>
    public static void Check(JsonObject body, params ReadOnlySpan<string> known)
    {
        foreach (var (key, _) in body)
        {
            if (!known.Contains(key))
                throw new ApiRefusal(400, $"unknown key `{key}`; known are {string.Join(", ", known.ToArray())}");
        }
    }

    /// <summary>Who calls; where nobody has to say, what they say of themselves.</summary>
    public static string Who(HttpContext context, JsonObject body) =>
        context.Features.Get<Caller>()?.Name ?? Text(body, "who") ?? "anonymous";

    private static ApiRefusal Wrong(string name, string kind) => new(400, $"`{name}` must be {kind}");
}
