using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Sequence;

/// <summary>What sequences and samples share: which items an event satisfies, and under which keys.</summary>
/// <remarks>Stateless; shared between threads.</remarks>
internal abstract class JoinProgram : ISequenceProgram
{
    private readonly EventOrder _order;

    /// <param name="items">The items in order; <c>until</c>, if there is one, last.</param>
    /// <param name="order">The order of events.</param>
    /// <param name="limits">How much may be remembered.</param>
    protected JoinProgram(IReadOnlyList<JoinItem> items, EventOrder order, SequenceLimits limits)
    {
        Items = [.. items];
        _order = order;
        Limits = limits;
        Condition =
            Items.Length == 1
                ? Items[0].Condition
                : new BoundOr([.. Items.Select(i => i.Condition).Distinct()], new TextSpan(0, 0));
    }

    /// <inheritdoc/>
    public BoundExpression? Condition { get; }

    /// <summary>How much may be remembered.</summary>
    public SequenceLimits Limits { get; }

    /// <summary>The items as written; <c>until</c> last.</summary>
    protected internal JoinItem[] Items { get; }

    /// <summary>Whether events without a time take part.</summary>
    protected abstract bool TakesEventsWithoutTime { get; }

    /// <summary>Whether an event that satisfies an item can be part of a match; others only end or forbid one.</summary>
    protected virtual bool IsShown(int item) => true;

    /// <summary>The instant of an event that the query orders by; <see cref="Event.NoTime"/> without any.</summary>
    public long TimeOf(Event of) => _order.TimeOf(of, out _);

    /// <inheritdoc/>
    public abstract ISequenceRun Start();

    /// <inheritdoc/>
    public SequenceCandidate? Collect(EvalContext context, ulong items)
    {
        var current = context.Event!;
        ValueKey[]?[]? keys = null;
        ValueKey[]? lastTuples = null;
        JoinKey[]? lastKeys = null;
        long dropped = 0;
        var isShown = false;
        for (var i = 0; i < Items.Length; i++)
        {
            if (i < 64 && (items >> i & 1) == 0)
                continue;
            var item = Items[i];
            if (context.Test(item.Condition) != Truth.True)
                continue;
            if (!ReferenceEquals(lastKeys, item.Keys))
            {
                lastTuples = item.TuplesOf(current, context.Interner, Limits.TuplesMax, ref dropped);
                lastKeys = item.Keys;
            }

            if (lastTuples is null)
                continue;
            (keys ??= new ValueKey[]?[Items.Length])[i] = lastTuples;
            isShown |= IsShown(i);
        }

        if (keys is null)
            return null;
        var time = _order.TimeOf(current, out var nanos);
        if (time == Event.NoTime && !TakesEventsWithoutTime)
            return null;
        var stored = isShown ? current.Store() : WithoutContent(current);
        return new(stored, time, nanos, _order.TiebreakerOf(current), keys) { TuplesDropped = dropped };
    }

    /// <summary>An event of which only the place among others matters.</summary>
    private static StoredEvent WithoutContent(Event of) =>
        new("", HasOwnId: false, of.StreamId, of.Timestamp, of.Ingested, of.Arrival, []);
}
