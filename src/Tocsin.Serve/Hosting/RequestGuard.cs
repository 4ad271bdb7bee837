using Microsoft.AspNetCore.Http;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Intake;
using Tocsin.Serve.Intake.Elasticsearch;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Hosting;

/// <summary>Stands before every endpoint: is it offered on this listener, and may this caller use it?</summary>
internal sealed class RequestGuard(Authenticator authenticator, IntakeMetrics metrics)
{
    /// <summary>Lets a request through, or answers it.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var listener = ListenerFeature.Of(context);
        if (listener.Options.Endpoints.Contains(EndpointGroup.Elasticsearch))
            context.Response.Headers[ElasticsearchIdentity.ProductHeader] = ElasticsearchIdentity.Product;
        var access = context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>();
        if (access is null || !listener.Options.Endpoints.Contains(access.Group))
        {
            await RefuseAsync(context, listener, StatusCodes.Status404NotFound).ConfigureAwait(false);
            return;
        }

        if (!listener.RequiresAuthentication && OriginCheck.IsForeign(context.Request, listener.Options))
        {
            await RefuseAsync(context, listener, StatusCodes.Status403Forbidden).ConfigureAwait(false);
            return;
        }

        if (access.Scope is { } scope && listener.RequiresAuthentication)
        {
            var caller = await authenticator.AuthenticateAsync(context, access.TokenParameter).ConfigureAwait(false);
            if (caller is null)
            {
                context.Response.Headers.WWWAuthenticate = Authenticator.Challenges;
                await RefuseAsync(context, listener, StatusCodes.Status401Unauthorized).ConfigureAwait(false);
                return;
            }

            if (!Scopes.Allows(caller.Scopes, scope))
            {
                await RefuseAsync(context, listener, StatusCodes.Status403Forbidden).ConfigureAwait(false);
                return;
            }

            context.Features.Set(caller);
        }

        await next(context).ConfigureAwait(false);
    }

    private Task RefuseAsync(HttpContext context, ListenerFeature listener, int status)
    {
        metrics.CountRequest(listener.Options.Name, "guard", status);
        if (!listener.Options.Endpoints.Contains(EndpointGroup.Elasticsearch))
            return HttpAnswer.WriteEmpty(context, status);
        var (type, reason) = status switch
        {
            401 => ("security_exception", "missing or wrong credentials"),
            403 => ("security_exception", "the credentials do not allow this"),
            _ => ("invalid_path", "not supported by this intake"),
        };
        return ElasticsearchAnswer.WriteErrorAsync(context, status, type, reason);
    }
}
