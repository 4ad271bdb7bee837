namespace Tocsin.Serve.Security;

/// <summary>What a caller may do.</summary>
internal enum Scope
{
    /// <summary>Send records.</summary>
    Ingest,

    /// <summary>Read alerts, rules, sources and retained events.</summary>
    Read,

    /// <summary>Change the status of alerts, annotate and assign them; includes <see cref="Read"/>.</summary>
    Triage,

    /// <summary>Everything.</summary>
    Admin,
}

/// <summary>Which scopes include which.</summary>
internal static class Scopes
{
    /// <summary>Whether somebody who holds <paramref name="held"/> may do what needs <paramref name="needed"/>.</summary>
    public static bool Allows(IEnumerable<Scope> held, Scope needed) =>
        held.Any(h => h == needed || h == Scope.Admin || (h == Scope.Triage && needed == Scope.Read));
}
