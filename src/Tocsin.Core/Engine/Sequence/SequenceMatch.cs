using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>A complete match.</summary>
/// <param name="JoinKeys">The key tuple; empty without keys.</param>
/// <param name="Events">One for each item with its repeats, in order; null for a missing event.</param>
internal sealed record SequenceMatch(Value[] JoinKeys, IReadOnlyList<StoredEvent?> Events)
{
    /// <summary>
    /// The place of the last event that is not missing among all candidates of the run: matches are listed by it (EQL specification,
    /// 12.8.1). A match that waited for a trailing missing event may be handed out behind one that ended later.
    /// </summary>
    public long EndOrdinal { get; init; }
}
