using Tocsin.Core.Events;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Alerts;

/// <summary>The documents of the events at hand, each read once: an alert shows its event twice, and the next alert may be on the same one.</summary>
/// <remarks>Threads: one at a time.</remarks>
internal sealed class EventTapes
{
    private const int KeptMax = 8;

    private readonly List<(StoredEvent Event, JsonTape? Tape)> _known = [];

    /// <summary>Makes room; tapes that were handed out are no longer valid.</summary>
    public void Begin()
    {
        if (_known.Count <= KeptMax)
            return;
        foreach (var (_, tape) in _known)
            tape?.Dispose();
        _known.Clear();
    }

    /// <summary>The document of an event; null where it cannot be read. Valid until <see cref="Begin"/>.</summary>
    public JsonTape? Of(StoredEvent stored)
    {
        for (var i = _known.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(_known[i].Event, stored))
                return _known[i].Tape;
        }

        var tape = JsonDocuments.TryRead(stored.Document);
        _known.Add((stored, tape));
        return tape;
    }
}
