using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Events;

namespace Tocsin.Core.Languages.Eql;

/// <summary>The results of a query, in order.</summary>
/// <param name="Kind">What the query looks for.</param>
/// <param name="Events">The events of an event query; empty otherwise.</param>
/// <param name="Sequences">The matches of a sequence or sample; empty otherwise.</param>
/// <param name="Evicted">How much was dropped because a limit was reached; above zero the results may lack matches.</param>
internal sealed record EqlResult(
    EqlQueryKind Kind,
    IReadOnlyList<StoredEvent> Events,
    IReadOnlyList<SequenceMatch> Sequences,
    long Evicted
);
