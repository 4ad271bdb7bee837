using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Reference;

/// <summary>An event that runs may see.</summary>
/// <param name="Event">The event and its fields.</param>
/// <param name="VisibleFromMillis">Runs before this instant do not see it: it had not arrived; <see cref="Events.Event.NoTime"/> where all do.</param>
internal sealed record ReferenceEvent(FieldSnapshot Event, long VisibleFromMillis = Events.Event.NoTime);
