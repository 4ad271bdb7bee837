using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Serve.Configuration;

namespace Tocsin.Serve.Hosting;

/// <summary><c>/livez</c> and <c>/readyz</c>, as orchestrators ask for them.</summary>
internal sealed class HealthEndpoints(ServeReadiness readiness) : IEndpointModule
{
    private static readonly EndpointAccess Access = new(EndpointGroup.Health, null);

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("/livez", c => WriteAsync(c, [])).WithMetadata(Access);
        routes.Map("/readyz", c => WriteAsync(c, [.. readiness.Problems()])).WithMetadata(Access);
    }

    private static Task WriteAsync(HttpContext context, string[] problems)
    {
        var text = problems.Length == 0 ? "ok\n" : string.Join('\n', problems) + "\n";
        var status = problems.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return HttpAnswer.WriteAsync(context, status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));
    }
}
