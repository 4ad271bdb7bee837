using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Sinks;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Core.Values;
using Tocsin.Serve.Intake.Elasticsearch;
using Tocsin.Serve.Log;
using Tocsin.Serve.RuleSets;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Api.Queries;

/// <summary>ES|QL and EQL over the retained records, in the shapes of Elasticsearch.</summary>
internal sealed class QueriesApi(SqliteLog log, RuleReloader rules, QueryGate gate, TimeProvider time) : IApiPart
{
    private static readonly IndexPatterns AllIndices = new(["*", ".*"]);

    private static readonly ApiParameter[] EsqlKeys = [new("query", "string", "The ES|QL query.", true)];

    private static readonly ApiParameter[] EqlKeys =
    [
        new("query", "string", "The EQL query.", true),
        new("size", "integer", "The most events or sequences, at most 10000. Default: 10."),
        new("event_category_field", "string", "Default: `event.category`."),
        new("timestamp_field", "string", "Default: `@timestamp`."),
        new("tiebreaker_field", "string", "What orders events of one instant."),
        new("result_position", "string", "Which end a size keeps: `tail` or `head`. Default: `tail`."),
        new("fetch_size", "integer", "Taken and without effect: records are read in one go."),
    ];

    /// <inheritdoc/>
    public IEnumerable<ApiEndpoint> Endpoints =>
        [
            new("POST", "/_query", Scope.Read, "Runs an ES|QL query.", c => AnswerAsync(c, EsqlAsync))
            {
                Body = EsqlKeys,
            },
            new("POST", "/{index}/_eql/search", Scope.Read, "Runs an EQL query.", c => AnswerAsync(c, EqlAsync))
            {
                Body = EqlKeys,
            },
            new("GET", "/{index}/_eql/search", Scope.Read, "Runs an EQL query.", c => AnswerAsync(c, EqlAsync))
            {
                Body = EqlKeys,
            },
        ];

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> handle)
    {
        try
        {
            await handle(context).ConfigureAwait(false);
        }
        catch (QueryRefusal refusal)
        {
            await WriteErrorAsync(context, refusal.Status, refusal.Type, refusal.Message).ConfigureAwait(false);
        }
        catch (ApiRefusal refusal)
        {
            await WriteErrorAsync(context, refusal.Status, "parsing_exception", refusal.Message).ConfigureAwait(false);
        }
    }

    private static Task WriteErrorAsync(HttpContext context, int status, string type, string reason)
    {
        JsonObject Cause() => new() { ["type"] = type, ["reason"] = reason };
        var error = Cause();
        error["root_cause"] = new JsonArray(Cause());
        return ElasticsearchAnswer.WriteAsync(
            context,
            status,
            new JsonObject { ["error"] = error, ["status"] = status }
        );
    }

    private async Task EsqlAsync(HttpContext context)
    {
        var body = await ApiRequest.BodyAsync(context).ConfigureAwait(false);
        foreach (var (key, value) in body)
        {
            if (key != "query" && !IsDefault(key, value))
                throw QueryRefusal.NotSupported(key);
        }

        if (ApiRequest.Text(context, "format") is { } format and not "json")
            throw QueryRefusal.NotSupported("format=" + format);
        if (ApiRequest.Text(context, "drop_null_columns") is "true")
            throw QueryRefusal.NotSupported("drop_null_columns");
        var text = SourceText.From(QueryOf(body), "query");
        var load = rules.State.Load;
        var ((table, warnings), took) = await gate.RunAsync(
                cancellation => RunEsql(text, load, cancellation),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        foreach (var warning in warnings.Take(20))
            context.Response.Headers.Append("Warning", "299 Elasticsearch \"" + Header(warning) + "\"");
        using var output = new MemoryStream();
        ResultOutput.Write(table, ResultFormat.Json, TextStyle.Plain, output);
        await ElasticsearchAnswer
            .WriteAsync(
                context,
                200,
                [
                    .. "{\"took\":"u8,
                    .. JsonSerializer.SerializeToUtf8Bytes(took),
                    .. ",\"is_partial\":false,"u8,
                    .. output.ToArray().AsSpan(1),
                ]
            )
            .ConfigureAwait(false);
    }

    private (Tocsin.Core.Engine.ResultTable Table, IReadOnlyList<string> Warnings) RunEsql(
        SourceText text,
        RuleSetLoad load,
        CancellationToken cancellation
    )
    {
        var types = load.CreateTypes();
        var events = new RetainedEvents(log, types);
        var found = new DiagnosticBag();
        var search = new EsqlSearch
        {
            Query = text,
            Types = types,
            Events = events,
            NowMillis = Now,
            Cancellation = cancellation,
            Threads = gate.Threads,
            Options = EsqlOptions.ForQuery with { Lookups = load.Lookups, MemoryBytesMax = gate.MemoryBytes },
        };
        if (!search.Prepare(found))
            throw QueryRefusal.Of(found.ToSortedArray());
        var result = search.Run(InputOf(events, search.Fields, gate.Threads, cancellation));
        found = new();
        if (!search.Check(found))
            throw QueryRefusal.Of(found.ToSortedArray());
        return (ResultTypes.Settle(result.Table!), [.. result.Warnings]);
    }

    private async Task EqlAsync(HttpContext context)
    {
        var body = await ApiRequest.BodyAsync(context).ConfigureAwait(false);
        foreach (var (key, value) in body)
        {
            if (!EqlKeys.Any(k => k.Name == key) && !IsDefault(key, value))
                throw QueryRefusal.NotSupported(key);
        }

        var text = SourceText.From(QueryOf(body), "query");
        var size = Number(body, "size", 10, 0, 10_000);
        Number(body, "fetch_size", 1000, 2, int.MaxValue);
        var options = new EqlOptions
        {
            EventCategoryField = ApiRequest.Text(body, "event_category_field") ?? EqlOptions.Default.EventCategoryField,
            TimestampField = ApiRequest.Text(body, "timestamp_field") ?? EqlOptions.Default.TimestampField,
            TiebreakerField = ApiRequest.Text(body, "tiebreaker_field"),
        };
        var position = ApiRequest.Text(body, "result_position") switch
        {
            null or "tail" => ListEnd.Tail,
            "head" => ListEnd.Head,
            var other => throw new QueryRefusal(
                400,
                "illegal_argument_exception",
                $"unknown result_position [{other}]"
            ),
        };
        var names = ApiRequest.Part(context, "index").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var mayLack = ApiRequest.Text(context, "ignore_unavailable") == "true";
        var load = rules.State.Load;
        var ((result, streams), took) = await gate.RunAsync(
                cancellation => RunEql(text, options, size, position, names, mayLack, load, cancellation),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await ElasticsearchAnswer.WriteAsync(context, 200, Write(result, streams, size, took)).ConfigureAwait(false);
    }

    private (EqlResult Result, DataStreams Streams) RunEql(
        SourceText text,
        EqlOptions options,
        int size,
        ListEnd position,
        string[] names,
        bool mayLack,
        RuleSetLoad load,
        CancellationToken cancellation
    )
    {
        var types = load.CreateTypes();
        var events = new RetainedEvents(log, types);
        var found = new DiagnosticBag();
        var fields = new FieldTable();
        var program = EqlCompiler.Compile(text, types.SchemaFor(AllIndices, []), fields, options, found);
        if (program is null || found.HasErrors)
            throw QueryRefusal.Of(found.ToSortedArray());
        var patterns = new IndexPatterns(names is ["_all"] ? ["*"] : names);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        bool IsWanted(int stream)
        {
            var name = events.Streams.NameOf(stream);
            lock (seen)
                seen.Add(name);
            return patterns.Matches(name);
        }

        var runner = new EqlQueryRunner(program, size, position, Now);
        var result = EqlQueryScan.Run(runner, InputOf(events, fields, gate.Threads, cancellation), null, IsWanted);
        var missing = names.FirstOrDefault(n =>
            !n.Contains('*', StringComparison.Ordinal) && n[0] is not ('-' or '_') && !seen.Contains(n)
        );
        if (missing is not null && !mayLack)
            throw new QueryRefusal(404, "index_not_found_exception", $"no such index [{missing}]");
        return (result, events.Streams);
    }

    private static byte[] Write(EqlResult result, DataStreams streams, int size, long took)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonDocuments.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("is_partial", false);
            writer.WriteBoolean("is_running", false);
            writer.WriteNumber("took", took);
            writer.WriteBoolean("timed_out", false);
            writer.WriteStartObject("hits");
            var isSequence = result.Kind != EqlQueryKind.Event;
            var count = isSequence ? result.Sequences.Count : result.Events.Count;
            writer.WriteStartObject("total");
            writer.WriteNumber("value", count);
            writer.WriteString("relation", count < size ? "eq" : "gte");
            writer.WriteEndObject();
            writer.WriteStartArray(isSequence ? "sequences" : "events");
            foreach (var hit in result.Events)
                HitJson.Write(writer, hit, streams);
            foreach (var match in result.Sequences)
                SequenceOutput.Write(writer, match, streams);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static QueryInput InputOf(
        RetainedEvents events,
        FieldTable fields,
        int threads,
        CancellationToken cancellation
    ) =>
        new()
        {
            Chunks = events.ReadChunks(),
            CreateReader = reports => events.CreateReader(fields, reports),
            Threads = threads,
            Cancellation = cancellation,
        };

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string QueryOf(JsonObject body) =>
        ApiRequest.Text(body, "query") is { Length: > 0 } query
            ? query
            : throw new QueryRefusal(400, "parsing_exception", "Required [query]");

    /// <summary>Whether a key says what is so anyway.</summary>
    private static bool IsDefault(string key, JsonNode? value) =>
        value switch
        {
            null => true,
            JsonArray { Count: 0 } or JsonObject { Count: 0 } => true,
            _ when value.GetValueKind() == JsonValueKind.False => true,
            // The answer always comes whole, in this request.
            _ => key
                is "wait_for_completion_timeout"
                    or "keep_alive"
                    or "keep_on_completion"
                    or "allow_partial_search_results",
        };

    private static int Number(JsonObject body, string name, int fallback, int min, int max)
    {
        if (body[name] is not { } node)
            return fallback;
        return node is JsonValue value && value.TryGetValue<int>(out var number) && number >= min && number <= max
            ? number
            : throw new QueryRefusal(400, "illegal_argument_exception", $"[{name}] must be between {min} and {max}");
    }

    /// <summary>A text as it may stand in a header.</summary>
    private static string Header(string text) =>
        string.Concat(
            text.Take(500)
                .Select(c =>
                    c is < ' ' or > '~' ? '?'
                    : c is '"' or '\\' ? '\''
                    : c
                )
        );
}
