using Microsoft.AspNetCore.Routing;

namespace Tocsin.Serve.Hosting;

/// <summary>Endpoints that belong together. <see cref="ServeHost"/> maps every one that is registered as a service.</summary>
internal interface IEndpointModule
{
    /// <summary>Adds the routes; each says with <see cref="EndpointAccess"/> which listeners offer it and who may call it.</summary>
    void Map(IEndpointRouteBuilder routes);
}
