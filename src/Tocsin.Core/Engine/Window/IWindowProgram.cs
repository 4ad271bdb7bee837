using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Window;

/// <summary>A query that is evaluated over the events of a window of time: ES|QL with <c>STATS</c>, threshold rules.</summary>
/// <remarks>
/// <para>The engine cuts time into panes at every point where some window begins or ends, adds each event to the pane of its time, and at
/// a tick finishes the panes of the window together. What a pane holds is the program's own affair: aggregates of groups where the
/// query allows it, rows where it does not (<c>NOW()</c> before the first <c>STATS</c>).</para>
/// <para>The result of <see cref="Finish"/> is that of evaluating the query over all the events of the panes: it does not depend on
/// how they were cut nor on the order in which events were added.</para>
/// <para>The program is shared between threads; a pane belongs to one at a time.</para>
/// </remarks>
internal interface IWindowProgram
{
    /// <summary>A condition that holds for every event that can matter; what the engine indexes. Null where there is none.</summary>
    BoundExpression? Condition { get; }

    /// <summary>The columns of the result.</summary>
    IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>Whether a window without events gives rows (<c>STATS</c> without <c>BY</c>): then every tick must be evaluated.</summary>
    bool EmptyWindowGivesRows { get; }

    /// <summary>Whether rows stand for groups of events; otherwise each stands for one event, the only one of its evidence.</summary>
    bool IsAggregating { get; }

    /// <summary>An empty pane.</summary>
    /// <param name="keepEvidence">Whether to remember which events contributed.</param>
    IPane CreatePane(bool keepEvidence);

    /// <summary>Evaluates the query over the events of some panes; the panes stay as they are.</summary>
    /// <param name="panes">In order of time; may be empty.</param>
    /// <param name="nowMillis">The instant of <c>NOW()</c>: the tick.</param>
    /// <param name="warnings">Receives failures of single values; may be null.</param>
    ResultTable Finish(IReadOnlyList<IPane> panes, long nowMillis, IWarningSink? warnings);

    /// <summary>
    /// Whether rows stand for groups, a group has one row at most, and a group that has its row keeps it whatever events are added: then a
    /// row may be reported before the window is complete.
    /// </summary>
    bool OnlyGrows => false;

    /// <summary>Adds the keys of the groups of a pane; where <see cref="OnlyGrows"/>. They borrow nothing.</summary>
    void CollectKeys(IPane pane, ISet<ValueKey> keys) { }

    /// <summary>As <see cref="Finish"/>, for some of the groups only; where <see cref="OnlyGrows"/>.</summary>
    /// <param name="panes">The panes of the window.</param>
    /// <param name="keys">The groups that are wanted.</param>
    /// <param name="nowMillis">The tick.</param>
    ResultTable FinishGroups(IReadOnlyList<IPane> panes, IReadOnlyCollection<ValueKey> keys, long nowMillis) =>
        new(Columns, []);
}

/// <summary>What a program keeps of the events of a stretch of time.</summary>
internal interface IPane
{
    /// <summary>Adds the event of the context, if the query's conditions let it in.</summary>
    /// <param name="context">The event; what is kept of it is copied.</param>
    /// <param name="timeMillis">The time that the rule goes by.</param>
    /// <returns>Whether anything was kept.</returns>
    bool Add(EvalContext context, long timeMillis);

    /// <summary>Adds all of another pane's, which is of the same program and is not used afterwards.</summary>
    void Merge(IPane other);

    /// <summary>The same, where the other is small and one of many: nothing of its memory is held on to.</summary>
    void MergeSmall(IPane other) => Merge(other);

    /// <summary>Whether no event was kept.</summary>
    bool IsEmpty { get; }

    /// <summary>About how much memory it holds.</summary>
    long SizeBytes { get; }

    /// <summary>Shows the events that it keeps whole, one object for each, where these are many.</summary>
    void ForEachStored(Action<StoredEvent> action) { }

    /// <summary>Holds the same in less memory, if it can, at the price of time.</summary>
    void Shrink() { }

    /// <summary>Gives back what it works with: no event is added for the time being.</summary>
    void Settle() { }

    /// <summary>Gives memory back where others can use it; the pane is not used afterwards.</summary>
    void Release() { }
}
