using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Operations;

/// <summary><c>/metrics</c>, as Prometheus asks for them.</summary>
internal sealed class MetricsEndpoint(MetricTable table, ServerMetrics metrics) : IEndpointModule
{
    private readonly ServerMetrics _metrics = metrics;

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/metrics",
                context =>
                {
                    GC.KeepAlive(_metrics);
                    return HttpAnswer.WriteAsync(
                        context,
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        Encoding.UTF8.GetBytes(table.Write())
                    );
                }
            )
            .WithMetadata(new EndpointAccess(EndpointGroup.Metrics, Scope.Read));
}
