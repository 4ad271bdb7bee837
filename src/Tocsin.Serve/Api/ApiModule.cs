using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Intake;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Api;

/// <summary>Maps the endpoints of all parts of the API, and answers for what goes wrong in them.</summary>
internal sealed class ApiModule(IEnumerable<IApiPart> parts, IntakeMetrics metrics, ILogger<ApiModule> logger)
    : IEndpointModule
{
    /// <summary>All endpoints, the document's own included.</summary>
    public IReadOnlyList<ApiEndpoint> Endpoints => field ??= All();

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var endpoint in Endpoints)
        {
            routes
                .MapMethods(endpoint.Path, [endpoint.Method], c => AnswerAsync(c, endpoint))
                .WithMetadata(new EndpointAccess(EndpointGroup.Api, endpoint.Scope), endpoint);
        }

        // Else a misspelt path would be taken for the name of an index.
        routes
            .Map(
                "/api/{**rest}",
                c => ApiAnswer.WriteErrorAsync(c, 404, "there is no such endpoint; see /openapi.json")
            )
            .WithMetadata(new EndpointAccess(EndpointGroup.Api, Scope.Read));
    }

    private List<ApiEndpoint> All()
    {
        var all = parts.SelectMany(p => p.Endpoints).ToList();
        all.Add(
            new(
                "GET",
                "/openapi.json",
                Scope.Read,
                "This document.",
                c => ApiAnswer.WriteAsync(c, OpenApi.Write(Endpoints))
            )
        );
        return all;
    }

    /// <summary>Refuses parameters that nothing reads: a misspelt filter must not choose everything.</summary>
    private static void CheckParameters(HttpContext context, ApiEndpoint endpoint)
    {
        if (!endpoint.Path.StartsWith("/api/", StringComparison.Ordinal))
            return;
        foreach (var name in context.Request.Query.Keys)
        {
            if (!endpoint.Parameters.Any(p => p.Name == name))
                throw new ApiRefusal(400, $"unknown parameter `{name}`");
        }
    }

    private async Task AnswerAsync(HttpContext context, ApiEndpoint endpoint)
    {
        try
        {
            CheckParameters(context, endpoint);
            await endpoint.Handle(context).ConfigureAwait(false);
        }
        catch (ApiRefusal refusal)
        {
            await ApiAnswer.WriteErrorAsync(context, refusal.Status, refusal.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
        catch (Exception failure)
        {
            ApiLog.Failed(logger, endpoint.Method, endpoint.Path, failure);
            if (!context.Response.HasStarted)
                await ApiAnswer
                    .WriteErrorAsync(context, 500, "the server failed to answer; its log says why")
                    .ConfigureAwait(false);
        }

        metrics.CountRequest(ListenerFeature.Of(context).Options.Name, "api", context.Response.StatusCode);
    }
}

/// <summary>What the server's own log says about the API.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(1301, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void Failed(ILogger logger, string method, string path, Exception failure);
}
