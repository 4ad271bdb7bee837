using Tocsin.Core.Engine.Match;
using Tocsin.Core.Engine.Sequence;

namespace Tocsin.Core.Languages.Eql;

/// <summary>A checked query, ready to run. Shared between threads.</summary>
/// <param name="Kind">What it looks for.</param>
/// <param name="Match">The condition of an event query; null otherwise.</param>
/// <param name="Sequence">A sequence or sample; null otherwise.</param>
/// <param name="Order">The order of events.</param>
/// <param name="Pipes">What is done with the list of results, in order.</param>
internal sealed record EqlProgram(
    EqlQueryKind Kind,
    IMatchProgram? Match,
    ISequenceProgram? Sequence,
    EventOrder Order,
    IReadOnlyList<EqlPipe> Pipes
);
