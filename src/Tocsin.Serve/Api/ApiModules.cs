using Microsoft.Extensions.DependencyInjection;
using Tocsin.Serve.Api.Queries;
using Tocsin.Serve.Hosting;

namespace Tocsin.Serve.Api;

/// <summary>The parts of the API.</summary>
internal static class ApiModules
{
    /// <summary>Registers them.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IApiPart, AlertsApi>();
        services.AddSingleton<IApiPart, RulesApi>();
        services.AddSingleton<IApiPart, StatusApi>();
        services.AddSingleton<IApiPart, DeliveryApi>();
        services.AddSingleton<QueryGate>();
        services.AddSingleton<IApiPart, QueriesApi>();
        services.AddSingleton<ApiModule>();
        services.AddSingleton<IEndpointModule>(p => p.GetRequiredService<ApiModule>());
    }
}
