using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tocsin.Serve.Hosting;

/// <summary>Writes answers whose whole body is there.</summary>
internal static class HttpAnswer
{
    /// <summary>The type of JSON answers.</summary>
    public const string Json = "application/json";

    /// <summary>Answers with a body; to <c>HEAD</c> with its headers only.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Answers without a body.</summary>
    public static Task WriteEmpty(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = status == StatusCodes.Status204NoContent ? null : 0;
        return Task.CompletedTask;
    }

    /// <summary>Says how long the sender should wait, where that is known.</summary>
    public static void SetRetryAfter(HttpContext context, int seconds)
    {
        if (seconds > 0)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }
}
