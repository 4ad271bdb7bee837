using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Intake.Generic;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Intake.Falco;

/// <summary>Falco's HTTP output (intake-protocols, section 4): one alert a request; an array or NDJSON too.</summary>
internal sealed class FalcoEndpoint(IntakeGate gate, FalcoQueue queue, ILogger<FalcoEndpoint> logger)
    : IntakeEndpoint(gate, logger),
        IEndpointModule
{
    private const string Token = "token";

    /// <inheritdoc/>
    protected override string Protocol => "falco";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        var access = new EndpointAccess(EndpointGroup.Falco, Scope.Ingest) { TokenParameter = Token };
        var path = Gate.Options.Falco.Path;
        routes.Map(path, Answer).WithMetadata(access);
        routes.Map($"{path}/{{{Token}}}", Answer).WithMetadata(access);
    }

    /// <inheritdoc/>
    protected override async Task TakeAsync(HttpContext context, IntakeTicket ticket, CancellationToken reading)
    {
        // The queue keeps the admission of this request's records beyond the answer; it has one of its own for that.
        var body = await RequestBody
            .ReadAllAsync(context.Request, Gate.Options.BodyLimit.Bytes, ticket, reading)
            .ConfigureAwait(false);
        var batch = new BatchBuilder(body.Count);
        RecordSplitter.Add(body.Array!, body.Count, batch, new(batch, (int)Gate.Options.RecordLimit.Bytes));
        if (batch.Count == 0)
            throw new IntakeRefusedException(400, "there is no JSON object; is `json_output` on in Falco?");
        var waiting = Gate.Enter();
        try
        {
            waiting.Hold(batch.RecordStart);
        }
        catch (IntakeRefusedException)
        {
            waiting.Dispose();
            Gate.Metrics.CountRecords(SenderOf(context).Source, RecordOutcomes.Refused, batch.Count);
            throw;
        }

        queue.Add(batch, SenderOf(context), waiting);
        await HttpAnswer.WriteEmpty(context, StatusCodes.Status200OK).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task WriteRefusalAsync(HttpContext context, IntakeRefusedException refusal) =>
        GenericEndpoint.WriteProblemAsync(context, refusal);

    private Task Answer(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
            return TakeAsync(context);
        context.Response.Headers.Allow = "POST";
        return HttpAnswer.WriteEmpty(context, StatusCodes.Status405MethodNotAllowed);
    }
}
