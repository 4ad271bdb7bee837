using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Intake.Elasticsearch;

/// <summary>Takes what shippers send to Elasticsearch (intake-protocols, section 2): bulk requests and single documents.</summary>
/// <remarks>
/// Its routes are the last resort: what no other module has mapped comes here, since index names are paths. Other modules may map
/// <c>/_query</c> and the like; theirs win.
/// </remarks>
internal sealed class ElasticsearchIntake(
    IntakeGate gate,
    ElasticsearchIdentity identity,
    ServeReadiness readiness,
    ILogger<ElasticsearchIntake> logger
) : IntakeEndpoint(gate, logger), IEndpointModule
{
    private readonly ElasticsearchHandshake _handshake = new(identity, readiness, gate.Time);

    /// <inheritdoc/>
    protected override string Protocol => "elasticsearch";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        var access = new EndpointAccess(EndpointGroup.Elasticsearch, Scope.Ingest);
        foreach (var prefix in Gate.Options.Elasticsearch.Prefixes.Prepend(""))
        {
            var root = prefix.TrimEnd('/');
            routes.Map(root + "/{**elasticsearch}", Answer).WithMetadata(access);
        }
    }

    /// <inheritdoc/>
    protected override async Task TakeAsync(HttpContext context, IntakeTicket ticket, CancellationToken reading)
    {
        var started = Gate.Time.GetTimestamp();
        var options = Gate.Options;
        var path = ElasticsearchPath.Of(context);
        var body = await RequestBody
            .ReadAllAsync(context.Request, options.BodyLimit.Bytes, ticket, reading)
            .ConfigureAwait(false);
        ticket.Hold(body.Count);
        using var batch = new BatchBuilder(body.Count + body.Count / 8);
        var documentLimit = (int)options.DocumentLimit.Bytes;
        if (!path.IsBulk)
        {
            await TakeDocumentAsync(context, path, body, batch, ticket).ConfigureAwait(false);
            return;
        }

        var bulk = new BulkBody(batch, path.Index ?? options.Elasticsearch.DefaultIndex, documentLimit);
        bulk.Read(body.Array!, body.Count);
        await Gate.KeepAsync(batch, SenderOf(context), ticket, context.RequestAborted).ConfigureAwait(false);
        var took = (long)Gate.Time.GetElapsedTime(started).TotalMilliseconds;
        var filter = BulkFilter.Read(context.Request.Query["filter_path"]);
        await ElasticsearchAnswer
            .WriteAsync(context, 200, BulkAnswer.Write(bulk.Items, took, filter))
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task WriteRefusalAsync(HttpContext context, IntakeRefusedException refusal)
    {
        if (refusal.Status is 429 or 503 or 500 && ClosesInstead(context.Request))
        {
            // It would take any of these answers for the end of the matter, and lose the batch.
            context.Abort();
            return Task.CompletedTask;
        }

        var type = refusal.Status switch
        {
            400 => "illegal_argument_exception",
            413 => "content_too_long_exception",
            415 => "media_type_header_exception",
            429 => "es_rejected_execution_exception",
            503 => "process_cluster_event_timeout_exception",
            _ => "exception",
        };
        return ElasticsearchAnswer.WriteErrorAsync(context, refusal.Status, type, refusal.Message);
    }

    private Task Answer(HttpContext context) =>
        ElasticsearchPath.Of(context).TakesRecords ? TakeAsync(context) : _handshake.AnswerAsync(context);

    private async Task TakeDocumentAsync(
        HttpContext context,
        ElasticsearchPath path,
        ArraySegment<byte> body,
        BatchBuilder batch,
        IntakeTicket ticket
    )
    {
        var limit = (int)Gate.Options.DocumentLimit.Bytes;
        var documents = new Documents.DocumentIntake(batch, limit);
        var outcome = documents.Add(body.Array!, 0, body.Count, path.Index, path.Id);
        if (BulkBody.ReasonOf(outcome, limit) is { } reason)
        {
            Gate.Metrics.CountRecords(SenderOf(context).Source, RecordOutcomes.Skipped, 1);
            await ElasticsearchAnswer
                .WriteErrorAsync(context, 400, "document_parsing_exception", reason)
                .ConfigureAwait(false);
            return;
        }

        await Gate.KeepAsync(batch, SenderOf(context), ticket, context.RequestAborted).ConfigureAwait(false);
        var answer = new System.Text.Json.Nodes.JsonObject
        {
            ["_index"] = path.Index,
            ["_id"] = path.Id ?? BulkBody.MakeId(body),
            ["_version"] = 1,
            ["result"] = "created",
            ["_shards"] = new System.Text.Json.Nodes.JsonObject
            {
                ["total"] = 1,
                ["successful"] = 1,
                ["failed"] = 0,
            },
            ["_seq_no"] = 0,
            ["_primary_term"] = 1,
        };
        await ElasticsearchAnswer.WriteAsync(context, 201, answer).ConfigureAwait(false);
    }

    /// <summary>Whether the sender loses what is refused, and sends again when the connection is closed.</summary>
    private bool ClosesInstead(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        foreach (var text in Gate.Options.Elasticsearch.CloseInsteadOfRefusing)
        {
            if (text.Length == 0 ? agent.Length == 0 : agent.Contains(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
