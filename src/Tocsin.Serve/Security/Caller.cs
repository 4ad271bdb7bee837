namespace Tocsin.Serve.Security;

/// <summary>Somebody who has shown who they are.</summary>
/// <param name="Name">The name of the token, user or certificate.</param>
/// <param name="Scopes">What they may do.</param>
internal sealed record Caller(string Name, IReadOnlyList<Scope> Scopes);
