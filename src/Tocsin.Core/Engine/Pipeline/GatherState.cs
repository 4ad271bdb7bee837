using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>What a gathering step holds of the rows it has seen. One thread at a time.</summary>
/// <remarks>The result of <see cref="Finish"/> depends neither on the order of adding nor on how states were merged.</remarks>
internal abstract class GatherState
{
    /// <summary>Whether nothing was kept.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>About how much memory it holds.</summary>
    public abstract long SizeBytes { get; }

    /// <summary>Whether no later event can change the result, provided that events come in the order of arrival.</summary>
    public virtual bool IsFull => false;

    /// <summary>Whether there can be a state that is full.</summary>
    public virtual bool CanBeFull => false;

    /// <summary>Whether it would be full with what another state of the same step holds.</summary>
    public virtual bool IsFullWith(GatherState other) => false;

    /// <summary>Adds the row of a context.</summary>
    /// <param name="context">Event and cells; what is kept is copied.</param>
    /// <param name="timeMillis">The time that the rule goes by.</param>
    /// <param name="ordinal">Which of the event's rows it is, from 0.</param>
    public abstract void Add(EvalContext context, long timeMillis, int ordinal);

    /// <summary>Adds what another state of the same step holds; the other stays as it is.</summary>
    public abstract void Merge(GatherState other);

    /// <summary>Adds what another state of the same step holds; the other is not used afterwards, so that nothing need be copied.</summary>
    public virtual void Adopt(GatherState other) => Merge(other);

    /// <summary>Shows the events that it keeps whole, where it keeps each.</summary>
    public virtual void ForEachStored(Action<StoredEvent> action) { }

    /// <summary>Holds the same in less memory, if it can, at the price of time.</summary>
    public virtual void Shrink() { }

    /// <summary>Gives back what it works with: no row is added for the time being.</summary>
    public virtual void Settle() { }

    /// <summary>Gives memory back where others can use it; nothing that borrows from the state is used afterwards.</summary>
    /// <returns>Whether the state is as if it were new. Otherwise it is not used any more.</returns>
    public virtual bool Release() => false;

    /// <summary>The rows that the step gives; the state stays as it is.</summary>
    public abstract List<Row> Finish(PipelineRun run);
}
