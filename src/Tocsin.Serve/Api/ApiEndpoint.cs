using Microsoft.AspNetCore.Http;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Api;

/// <summary>An endpoint of the API: what is mapped, and what the OpenAPI document says of it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, with <c>{name}</c> for its parts.</param>
/// <param name="Scope">What the caller must be allowed.</param>
/// <param name="Summary">What it does, in one sentence.</param>
/// <param name="Handle">Answers a request.</param>
internal sealed record ApiEndpoint(
    string Method,
    string Path,
    Scope Scope,
    string Summary,
    Func<HttpContext, Task> Handle
)
{
    /// <summary>The parameters of its query.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>The keys of its body, an object; empty where it has none.</summary>
    public IReadOnlyList<ApiParameter> Body { get; init; } = [];

    /// <summary>A body that is another thing than an object with keys: its schema in words; null for none.</summary>
    public string? Answer { get; init; }
}

/// <summary>A parameter of a query or a key of a body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is: <c>string</c>, <c>integer</c>, <c>boolean</c>, <c>string[]</c>, <c>integer[]</c>, <c>object</c>, <c>object[]</c>.</param>
/// <param name="What">What it means.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record ApiParameter(string Name, string Kind, string What, bool IsRequired = false);

/// <summary>Endpoints of the API that belong together.</summary>
internal interface IApiPart
{
    /// <summary>The endpoints.</summary>
    IEnumerable<ApiEndpoint> Endpoints { get; }
}
