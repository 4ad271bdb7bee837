using Tocsin.Serve.Configuration;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Hosting;

/// <summary>Metadata of an endpoint: the group by which listeners offer it, and the scope that a caller needs.</summary>
/// <param name="Group">The group.</param>
/// <param name="Scope">The scope; null where anybody may call.</param>
internal sealed record EndpointAccess(EndpointGroup Group, Scope? Scope)
{
    /// <summary>The query parameter that may hold a token, for senders that cannot set headers; null for none.</summary>
    public string? TokenParameter { get; init; }
}
