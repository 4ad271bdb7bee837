using Tocsin.Core.Alerts;

namespace Tocsin.Core.Engine.Reference;

/// <summary>An alert that a run would write.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="EventMillis">The event time that suppression goes by; the alert's own where it has none.</param>
/// <param name="Blocks">The building blocks that are written with it, for a sequence.</param>
internal sealed record ReferenceCandidate(Alert Alert, long EventMillis, IReadOnlyList<Alert> Blocks);
