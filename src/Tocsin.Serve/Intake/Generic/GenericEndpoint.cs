using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Intake.Documents;
using Tocsin.Serve.Log;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Intake.Generic;

/// <summary>Plain JSON, and what clouds push to a URL (intake-protocols, section 7).</summary>
internal sealed class GenericEndpoint(IntakeGate gate, ILogger<GenericEndpoint> logger)
    : IntakeEndpoint(gate, logger),
        IEndpointModule
{
    private const int DatasetLengthMax = 100;

    /// <inheritdoc/>
    protected override string Protocol => "ingest";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        var access = new EndpointAccess(EndpointGroup.Ingest, Scope.Ingest);
        routes.Map(Gate.Options.Ingest.Path, Answer).WithMetadata(access);
        routes.Map(Gate.Options.Ingest.Path + "/{dataset}", Answer).WithMetadata(access);
    }

    /// <summary>Says in plain JSON why a request was not taken.</summary>
    public static Task WriteProblemAsync(HttpContext context, IntakeRefusedException refusal) =>
        HttpAnswer.WriteAsync(
            context,
            refusal.Status,
            HttpAnswer.Json,
            Encoding.UTF8.GetBytes(new JsonObject { ["error"] = refusal.Message }.ToJsonString())
        );

    /// <inheritdoc/>
    protected override async Task TakeAsync(HttpContext context, IntakeTicket ticket, CancellationToken reading)
    {
        var dataset = context.Request.RouteValues["dataset"] as string;
        if (dataset is not null && !IsDataset(dataset))
            throw new IntakeRefusedException(400, "a dataset is lower case, without `-`, at most 100 characters");
        var body = await RequestBody
            .ReadAllAsync(context.Request, Gate.Options.BodyLimit.Bytes, ticket, reading)
            .ConfigureAwait(false);
        ticket.Hold(body.Count);
        using var batch = new BatchBuilder(body.Count);
        var fallback = dataset is null ? null : StreamName.OfDataset(dataset);
        var documents = new DocumentIntake(batch, (int)Gate.Options.RecordLimit.Bytes, fallback);
        if (FirehoseRequest.TryRead(context.Request, body, out var firehose))
        {
            CheckFirehoseKey(context.Request);
            firehose.AddTo(batch, documents, ticket);
            await Gate.KeepAsync(batch, SenderOf(context), ticket, context.RequestAborted).ConfigureAwait(false);
            var now = Gate.Time.GetUtcNow().ToUnixTimeMilliseconds();
            await HttpAnswer
                .WriteAsync(context, 200, HttpAnswer.Json, firehose.Answer(now, null))
                .ConfigureAwait(false);
            return;
        }

        if (PubSubPush.TryRead(body, out var message))
        {
            message.AddTo(body, batch);
            await Gate.KeepAsync(batch, SenderOf(context), ticket, context.RequestAborted).ConfigureAwait(false);
            await HttpAnswer.WriteEmpty(context, StatusCodes.Status204NoContent).ConfigureAwait(false);
            return;
        }

        RecordSplitter.Add(body.Array!, body.Count, batch, documents);
        if (batch.Count == 0)
        {
            Gate.Metrics.CountRecords(SenderOf(context).Source, RecordOutcomes.Skipped, batch.Skipped);
            throw new IntakeRefusedException(400, "there is no JSON object");
        }

        var (accepted, skipped) = (batch.Count, batch.Skipped);
        await Gate.KeepAsync(batch, SenderOf(context), ticket, context.RequestAborted).ConfigureAwait(false);
        var answer = new JsonObject { ["accepted"] = accepted, ["skipped"] = skipped };
        await HttpAnswer
            .WriteAsync(context, 200, HttpAnswer.Json, Encoding.UTF8.GetBytes(answer.ToJsonString()))
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task WriteRefusalAsync(HttpContext context, IntakeRefusedException refusal)
    {
        if (!FirehoseRequest.IsFrom(context.Request))
            return WriteProblemAsync(context, refusal);
        var now = Gate.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var answer = new FirehoseRequest(FirehoseRequest.IdOf(context.Request), []).Answer(now, refusal.Message);
        return HttpAnswer.WriteAsync(context, refusal.Status, HttpAnswer.Json, answer);
    }

    private Task Answer(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
            return TakeAsync(context);
        context.Response.Headers.Allow = "POST";
        return HttpAnswer.WriteEmpty(context, StatusCodes.Status405MethodNotAllowed);
    }

    private void CheckFirehoseKey(HttpRequest request)
    {
        if (Gate.Options.Ingest.FirehoseAccessKey is not { } key)
            return;
        var shown = TokenHash.Hash(request.Headers[Authenticator.FirehoseHeader].ToString());
        if (!CryptographicOperations.FixedTimeEquals(shown, TokenHash.Hash(key.Reveal())))
            throw new IntakeRefusedException(401, "the access key is missing or wrong");
    }

    private static bool IsDataset(string name)
    {
        if (name.Length is 0 or > DatasetLengthMax)
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '_'))
                return false;
        }

        return true;
    }
}
