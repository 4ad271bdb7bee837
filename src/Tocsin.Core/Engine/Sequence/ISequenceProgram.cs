using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>A query that joins several events: an EQL sequence or sample.</summary>
/// <remarks>
/// <para>Work is in two parts. <see cref="Collect"/> is stateless and runs on any thread, in any order: it tells which items of the
/// query an event satisfies and under which keys. The run is stateful and gets what was collected in the total order of
/// the EQL specification, 12.2: time, tiebreaker, arrival.</para>
/// </remarks>
internal interface ISequenceProgram
{
    /// <summary>A condition that holds for every event that satisfies some item; what the engine indexes. Null where there is none.</summary>
    BoundExpression? Condition { get; }

    /// <summary>What the event of the context is to the query, or null if it satisfies no item.</summary>
    /// <param name="context">The event; what is kept of it is copied.</param>
    SequenceCandidate? Collect(EvalContext context) => Collect(context, ulong.MaxValue);

    /// <summary>The same, where it is known which items the event may satisfy.</summary>
    /// <param name="context">The event; what is kept of it is copied.</param>
    /// <param name="items">A bit for each of the first 64 items that are to be asked; later ones are asked in any case.</param>
    SequenceCandidate? Collect(EvalContext context, ulong items);

    /// <summary>A run that has seen nothing yet.</summary>
    ISequenceRun Start();
}

/// <summary>The stateful half of a sequence query. One thread at a time.</summary>
internal interface ISequenceRun
{
    /// <summary>Offers the next candidate; candidates come in ascending order (<see cref="SequenceCandidate.CompareTo"/>).</summary>
    /// <param name="candidate">Kept by the run as long as it needs it.</param>
    /// <param name="matches">Receives what is complete now.</param>
    void Push(SequenceCandidate candidate, List<SequenceMatch> matches);

    /// <summary>Tells that no candidate before an instant will come: trailing missing events are decided, expired state goes.</summary>
    void AdvanceTo(long timeMillis, List<SequenceMatch> matches);

    /// <summary>Tells that the input has ended.</summary>
    void Complete(List<SequenceMatch> matches);

    /// <summary>How many partial matches are held.</summary>
    long LiveStates { get; }

    /// <summary>How many were dropped because a limit was reached; never silent.</summary>
    long Evicted { get; }

    /// <summary>About how much memory they take.</summary>
    long SizeBytes => 0;

    /// <summary>Drops what rests on events before an instant, as if they had not been; what is dropped counts as evicted.</summary>
    void ForgetBefore(long millis) { }

    /// <summary>An instant before which about half of what is held was last used; null where nothing is held.</summary>
    long? MedianMillis => null;
}
