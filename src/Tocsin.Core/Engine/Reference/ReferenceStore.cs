using Tocsin.Core.Alerts;

namespace Tocsin.Core.Engine.Reference;

/// <summary>The alerts that runs have written, by id.</summary>
internal sealed class ReferenceStore
{
    private readonly Dictionary<string, ReferenceAlert> _byId = new(StringComparer.Ordinal);
    private readonly List<ReferenceAlert> _alerts = [];

    /// <summary>All alerts in the order in which they were written.</summary>
    public IReadOnlyList<ReferenceAlert> Alerts => _alerts;

    /// <summary>Whether an alert of this id was written.</summary>
    public bool Contains(string id) => _byId.ContainsKey(id);

    /// <summary>Writes an alert; one whose id exists is not written again.</summary>
    public ReferenceAlert? Add(Alert alert, int run)
    {
        if (_byId.ContainsKey(alert.Id))
            return null;
        var added = new ReferenceAlert { Alert = alert, Run = run };
        _byId[alert.Id] = added;
        _alerts.Add(added);
        return added;
    }

    /// <summary>Closes the alerts on some events.</summary>
    public void Close(IReadOnlySet<string> sourceIds)
    {
        foreach (var alert in _alerts)
        {
            if (alert.Alert.Events.Any(e => sourceIds.Contains(e.Id)))
                alert.Alert = alert.Alert with { IsClosed = true };
        }
    }
}
