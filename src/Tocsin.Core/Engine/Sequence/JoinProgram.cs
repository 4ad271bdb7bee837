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

    /// <inheritdoc/>
    public abstract ISequenceRun Start();

    /// <inheritdoc/>
    public SequenceCandidate? Collect(EvalContext context)
    {
        var current = context.Event!;
        IReadOnlyList<Value[]>?[]? keys = null;
        IReadOnlyList<Value[]>? lastTuples = null;
        JoinKey[]? lastKeys = null;
        long dropped = 0;
        for (var i = 0; i < Items.Length; i++)
        {
            var item = Items[i];
            if (item.Condition.Test(context) != Truth.True)
                continue;
            if (!ReferenceEquals(lastKeys, item.Keys))
            {
                lastTuples = item.TuplesOf(current, Limits.TuplesMax, ref dropped);
                lastKeys = item.Keys;
            }

            if (lastTuples is not null)
                (keys ??= new IReadOnlyList<Value[]>?[Items.Length])[i] = lastTuples;
        }

        if (keys is null)
            return null;
        var time = _order.TimeOf(current, out var nanos);
        if (time == Event.NoTime && !TakesEventsWithoutTime)
            return null;
        return new(current.Store(), time, nanos, _order.TiebreakerOf(current), keys) { TuplesDropped = dropped };
    }
}
