using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tocsin.Serve.Hosting;

namespace Tocsin.Serve.Intake;

/// <summary>What all protocols of intake have in common: admission, refusals in the protocol's own words, counting.</summary>
internal abstract class IntakeEndpoint(IntakeGate gate, ILogger logger)
{
    /// <summary>The protocol's name in metrics and logs.</summary>
    protected abstract string Protocol { get; }

    /// <summary>The way into the log.</summary>
    protected IntakeGate Gate { get; } = gate;

    /// <summary>Answers a request that brings records.</summary>
    protected async Task TakeAsync(HttpContext context)
    {
        var listener = ListenerFeature.Of(context).Options.Name;
        try
        {
            using var ticket = Gate.Enter();
            using var timer = Gate.Time.CreateTimer(
                // Not by a token: the web server could not read on from there to the request's end.
                static request =>
                    ((HttpRequest)request!).BodyReader.CancelPendingRead(),
                context.Request,
                Gate.Options.RequestTimeout,
                Timeout.InfiniteTimeSpan
            );
            await TakeAsync(context, ticket, context.RequestAborted).ConfigureAwait(false);
        }
        catch (IntakeRefusedException refusal)
        {
            await RefuseAsync(context, refusal).ConfigureAwait(false);
        }
        catch (BadHttpRequestException broken)
        {
            await RefuseAsync(context, new(broken.StatusCode, "the request is no proper HTTP")).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // What is left of the body is not waited for.
            context.Response.Headers.Connection = "close";
            await RefuseAsync(context, new(408, "the body took too long to arrive")).ConfigureAwait(false);
        }
        catch (Exception gone)
            when (context.RequestAborted.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            Gate.Metrics.CountRequest(listener, Protocol, 0);
            return;
        }
        catch (Exception defect) when (!context.Response.HasStarted)
        {
            IntakeLog.Defect(logger, defect, Protocol);
            await RefuseAsync(context, new(500, "an internal error")).ConfigureAwait(false);
        }

        var wasClosed = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted;
        Gate.Metrics.CountRequest(listener, Protocol, wasClosed ? 0 : context.Response.StatusCode);
    }

    /// <summary>Reads the records of a request, keeps them and answers. May throw <see cref="IntakeRefusedException"/>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ticket">Its admission.</param>
    /// <param name="reading">Ends reading of the body.</param>
    protected abstract Task TakeAsync(HttpContext context, IntakeTicket ticket, CancellationToken reading);

    /// <summary>Answers a request that is not taken.</summary>
    protected abstract Task WriteRefusalAsync(HttpContext context, IntakeRefusedException refusal);

    /// <summary>Who sends a request.</summary>
    protected static IntakeSender SenderOf(HttpContext context) =>
        new(ListenerFeature.Of(context).Options.Name, context.Connection.RemoteIpAddress?.ToString());

    private Task RefuseAsync(HttpContext context, IntakeRefusedException refusal)
    {
        IntakeLog.Refused(
            logger,
            Protocol,
            context.Connection.RemoteIpAddress?.ToString(),
            refusal.Status,
            refusal.Message
        );
        if (context.Response.HasStarted)
            return Task.CompletedTask;
        HttpAnswer.SetRetryAfter(context, refusal.RetryAfterSeconds);
        return WriteRefusalAsync(context, refusal);
    }
}

/// <summary>What intake writes to the server's own log: never bodies, never credentials.</summary>
internal static partial class IntakeLog
{
    [LoggerMessage(1001, LogLevel.Warning, "{Protocol} request of {Peer} refused with {Status}: {Reason}")]
    public static partial void Refused(ILogger logger, string protocol, string? peer, int status, string reason);

    [LoggerMessage(1002, LogLevel.Error, "{Protocol} request failed")]
    public static partial void Defect(ILogger logger, Exception defect, string protocol);
}
