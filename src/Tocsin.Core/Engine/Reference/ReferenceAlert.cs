using Tocsin.Core.Alerts;

namespace Tocsin.Core.Engine.Reference;

/// <summary>An alert in the reference's store. Suppression adds to it in later runs.</summary>
internal sealed class ReferenceAlert
{
    /// <summary>The alert as it is now.</summary>
    public required Alert Alert { get; set; }

    /// <summary>The run that created it, from 1.</summary>
    public required int Run { get; init; }

    /// <summary>Whether its suppression group takes up new ones no more (D47).</summary>
    public bool IsClosed => Alert.IsClosed;
}
