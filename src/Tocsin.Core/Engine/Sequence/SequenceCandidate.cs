using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>An event that satisfies at least one item of a sequence or sample.</summary>
/// <param name="Event">The event, kept.</param>
/// <param name="TimeMillis">The instant that the query orders by; <see cref="Event.NoTime"/> only in samples.</param>
/// <param name="NanosOfMilli">What the millisecond cut off, 0 to 999,999.</param>
/// <param name="Tiebreaker">The tiebreaker's value, or null.</param>
/// <param name="Keys">
/// For each item of the query as written, in order (<c>until</c> last): the key tuples under which the event satisfies it; null where it does
/// not. The values borrow nothing.
/// </param>
internal sealed record SequenceCandidate(
    StoredEvent Event,
    long TimeMillis,
    int NanosOfMilli,
    Value Tiebreaker,
    ValueKey[]?[] Keys
) : IComparable<SequenceCandidate>
{
    /// <summary>The time by which a sample rule's windows go; unused elsewhere.</summary>
    public long RuleMillis { get; init; }

    /// <summary>How many key tuples of the event were left out because of <see cref="SequenceLimits.TuplesMax"/>.</summary>
    public long TuplesDropped { get; init; }

    /// <summary>The key tuples of all items that the event satisfies; those that items with equal keys share come once.</summary>
    public TupleArrays Tuples => new(Keys);

    /// <summary>The total order of EQL: time, tiebreaker (null last), arrival.</summary>
    public int CompareTo(SequenceCandidate? other)
    {
        if (other is null)
            return 1;
        var order = TimeMillis.CompareTo(other.TimeMillis);
        if (order == 0)
            order = NanosOfMilli.CompareTo(other.NanosOfMilli);
        if (order == 0 && Tiebreaker.IsNull != other.Tiebreaker.IsNull)
            order = Tiebreaker.IsNull ? 1 : -1;
        if (order == 0)
            order = ValueComparer.CompareValues(Tiebreaker, other.Tiebreaker);
        return order != 0 ? order : Event.Arrival.CompareTo(other.Event.Arrival);
    }

    /// <summary>See <see cref="Tuples"/>.</summary>
    public struct TupleArrays(ValueKey[]?[] keys)
    {
        private int _next;

        /// <summary>The tuples of an item.</summary>
        public ValueKey[] Current { get; private set; } = null!;

        public readonly TupleArrays GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_next < keys.Length)
            {
                // Items with equal keys, which mostly follow each other, share their tuples.
                if (keys[_next++] is not { } tuples || ReferenceEquals(tuples, Current))
                    continue;
                Current = tuples;
                return true;
            }

            return false;
        }
    }
}
