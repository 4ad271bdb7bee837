using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Serve.Delivery;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Api;

/// <summary>Silences and dead letters.</summary>
internal sealed class DeliveryApi(DeliveryStore store, AlertDelivery delivery, TimeProvider time) : IApiPart
{
    private static readonly ApiParameter[] SilenceKeys =
    [
        new("id", "string", "The silence to replace; without it a new one is made."),
        new(
            "matchers",
            "object[]",
            "Objects of `name`, `value` (`*` for any characters) and `is_not`; all must be true.",
            true
        ),
        new("starts", "string", "From when. Default: now."),
        new("ends", "string", "Until when.", true),
        new("comment", "string", "Why."),
        new("who", "string", "Who makes it, where nobody has to log in."),
    ];

    private static readonly ApiParameter[] Numbers = [new("numbers", "integer[]", "The dead letters.", true)];

    /// <inheritdoc/>
    public IEnumerable<ApiEndpoint> Endpoints =>
        [
            new("GET", "/api/silences", Scope.Read, "Silences, those that are over included.", SilencesAsync),
            new("POST", "/api/silences", Scope.Triage, "Makes or replaces a silence.", SilenceAsync)
            {
                Body = SilenceKeys,
            },
            new("DELETE", "/api/silences/{id}", Scope.Triage, "Ends a silence now.", EndAsync),
            new("GET", "/api/dead-letters", Scope.Read, "What sinks have given up, the newest first.", DeadLettersAsync)
            {
                Parameters =
                [
                    new("sink", "string", "Only this sink's."),
                    new("size", "integer", "How many, at most 1000. Default: 100."),
                ],
            },
            new("POST", "/api/dead-letters/_retry", Scope.Triage, "Sends dead letters again.", RetryAsync)
            {
                Body = Numbers,
            },
            new("POST", "/api/dead-letters/_drop", Scope.Triage, "Forgets dead letters.", DropAsync) { Body = Numbers },
        ];

    private Task SilencesAsync(HttpContext context) =>
        ApiAnswer.WriteAsync(
            context,
            w =>
            {
                w.WriteStartObject();
                w.WriteStartArray("silences");
                foreach (var silence in store.Silences())
                    Write(w, silence);
                w.WriteEndArray();
                w.WriteEndObject();
            }
        );

    private async Task SilenceAsync(HttpContext context)
    {
        var body = await ApiRequest.BodyAsync(context).ConfigureAwait(false);
        ApiRequest.Check(body, [.. SilenceKeys.Select(k => k.Name)]);
        var ends = ApiRequest.Text(body, "ends") ?? throw new ApiRefusal(400, "`ends` is missing");
        var starts = ApiRequest.Text(body, "starts");
        var silence = new Silence(
            ApiRequest.Text(body, "id") ?? Guid.NewGuid().ToString("N"),
            Matchers(body["matchers"]),
            starts is null ? time.GetUtcNow().ToUnixTimeMilliseconds() : TimeOf("starts", starts),
            TimeOf("ends", ends),
            ApiRequest.Who(context, body),
            ApiRequest.Text(body, "comment") ?? ""
        );
        if (silence.Fault() is { } fault)
            throw new ApiRefusal(400, fault);
        await store.SilenceAsync(silence).ConfigureAwait(false);
        await ApiAnswer.WriteAsync(context, w => Write(w, silence)).ConfigureAwait(false);
    }

    private async Task EndAsync(HttpContext context)
    {
        if (!await store.EndSilenceAsync(ApiRequest.Part(context, "id")).ConfigureAwait(false))
            throw new ApiRefusal(404, "there is no such silence");
        await ApiAnswer.WriteAsync(context, new JsonObject { ["ended"] = true }).ConfigureAwait(false);
    }

    private Task DeadLettersAsync(HttpContext context)
    {
        var letters = store.DeadLetters(
            ApiRequest.Text(context, "sink"),
            ApiRequest.Number(context, "size", 100, 1, 1_000)
        );
        return ApiAnswer.WriteAsync(
            context,
            w =>
            {
                w.WriteStartObject();
                w.WriteStartArray("dead_letters");
                foreach (var letter in letters)
                {
                    w.WriteStartObject();
                    w.WriteNumber("number", letter.Number);
                    w.WriteString("sink", letter.Sink);
                    w.WriteTime("at", letter.AtMillis);
                    w.WriteString("alert", letter.AlertId);
                    w.WriteNumber("revision", letter.Revision);
                    w.WriteNumber("attempts", letter.Attempts);
                    w.WriteString("reason", letter.Reason);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
                w.WriteEndObject();
            }
        );
    }

    private async Task RetryAsync(HttpContext context)
    {
        var count = await store.RetryAsync(await NumbersAsync(context).ConfigureAwait(false)).ConfigureAwait(false);
        delivery.Wake();
        await ApiAnswer.WriteAsync(context, new JsonObject { ["retried"] = count }).ConfigureAwait(false);
    }

    private async Task DropAsync(HttpContext context)
    {
        var count = await store.DropAsync(await NumbersAsync(context).ConfigureAwait(false)).ConfigureAwait(false);
        await ApiAnswer.WriteAsync(context, new JsonObject { ["dropped"] = count }).ConfigureAwait(false);
    }

    private static async Task<List<long>> NumbersAsync(HttpContext context)
    {
        var body = await ApiRequest.BodyAsync(context).ConfigureAwait(false);
        ApiRequest.Check(body, "numbers");
        var numbers = new List<long>();
        foreach (var value in body["numbers"] as JsonArray ?? throw new ApiRefusal(400, "`numbers` is missing"))
        {
            if (value is not JsonValue one || !one.TryGetValue<long>(out var number))
                throw new ApiRefusal(400, "`numbers` must be a list of whole numbers");
            numbers.Add(number);
        }

        return numbers;
    }

    private static List<SilenceMatcher> Matchers(JsonNode? node)
    {
        var matchers = new List<SilenceMatcher>();
        foreach (var item in node as JsonArray ?? throw new ApiRefusal(400, "`matchers` must be a list of objects"))
        {
            if (item is not JsonObject matcher)
                throw new ApiRefusal(400, "`matchers` must be a list of objects");
            ApiRequest.Check(matcher, "name", "value", "is_not");
            matchers.Add(
                new(
                    ApiRequest.Text(matcher, "name") ?? "",
                    ApiRequest.Text(matcher, "value") ?? "",
                    matcher["is_not"]?.GetValueKind() == JsonValueKind.True
                )
            );
        }

        return matchers;
    }

    private static long TimeOf(string name, string text) =>
        ApiRequest.TimeOf(text) ?? throw new ApiRefusal(400, $"`{name}` must be a time such as 2026-01-31T12:00:00Z");

    private static void Write(Utf8JsonWriter writer, Silence silence)
    {
        writer.WriteStartObject();
        writer.WriteString("id", silence.Id);
        writer.WriteStartArray("matchers");
        foreach (var matcher in silence.Matchers)
        {
            writer.WriteStartObject();
            writer.WriteString("name", matcher.Name);
            writer.WriteString("value", matcher.Value);
            writer.WriteBoolean("is_not", matcher.IsNot);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteTime("starts", silence.StartsMillis);
        writer.WriteTime("ends", silence.EndsMillis);
        writer.WriteString("who", silence.Who);
        writer.WriteString("comment", silence.Comment);
        writer.WriteEndObject();
    }
}
