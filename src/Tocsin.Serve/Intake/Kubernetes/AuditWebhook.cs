using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Intake.Kubernetes;

/// <summary>The audit webhook of Kubernetes API servers (intake-protocols, section 1).</summary>
/// <remarks>
/// Any content type is taken, since a refusal only makes the API server drop the batch later. Items that are no audit events are left out
/// and counted; a body that is no JSON is answered with 400.
/// </remarks>
internal sealed class AuditWebhook(IntakeGate gate, ILogger<AuditWebhook> logger)
    : IntakeEndpoint(gate, logger),
        IEndpointModule
{
    private const int ClusterLengthMax = 256;

    private static readonly byte[] ProbeText = Encoding.UTF8.GetBytes(
        "tocsin: post Kubernetes audit events here (audit.k8s.io/v1)\n"
    );

    /// <inheritdoc/>
    protected override string Protocol => "kubernetes";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        var access = new EndpointAccess(EndpointGroup.Kubernetes, Scope.Ingest);
        foreach (var path in Gate.Options.Kubernetes.Paths)
        {
            routes.Map(path, Answer).WithMetadata(access);
            routes.Map(path.TrimEnd('/') + "/{cluster}", Answer).WithMetadata(access);
        }
    }

    /// <inheritdoc/>
    protected override async Task TakeAsync(HttpContext context, IntakeTicket ticket, CancellationToken reading)
    {
        var cluster = context.Request.RouteValues["cluster"] as string;
        if (cluster is { Length: > ClusterLengthMax })
            throw new IntakeRefusedException(400, "the cluster's name is too long");
        using var batch = new BatchBuilder(context.Request.ContentLength ?? 0);
        var reader = new AuditBatchReader(batch, cluster, (int)Gate.Options.RecordLimit.Bytes);
        await RequestBody
            .ReadAsync(
                context.Request,
                Gate.Options.BodyLimit.Bytes,
                block =>
                {
                    ticket.Hold(block.Length);
                    reader.Read(block.Span);
                },
                reading
            )
            .ConfigureAwait(false);
        reader.End();
        await Gate.KeepAsync(batch, SenderOf(context), ticket, context.RequestAborted).ConfigureAwait(false);
        await HttpAnswer.WriteAsync(context, 200, HttpAnswer.Json, "{}"u8.ToArray()).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task WriteRefusalAsync(HttpContext context, IntakeRefusedException refusal) =>
        HttpAnswer.WriteAsync(
            context,
            refusal.Status,
            "text/plain; charset=utf-8",
            Encoding.UTF8.GetBytes(refusal.Message + "\n")
        );

    private Task Answer(HttpContext context)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsPost(method))
            return TakeAsync(context);
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
            return HttpAnswer.WriteAsync(context, 200, "text/plain; charset=utf-8", ProbeText);
        context.Response.Headers.Allow = "GET, HEAD, POST";
        return HttpAnswer.WriteEmpty(context, StatusCodes.Status405MethodNotAllowed);
    }
}
