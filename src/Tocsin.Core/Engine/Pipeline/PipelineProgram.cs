using Tocsin.Core.Engine.Pipeline.Deferred;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>A column of a plan's result.</summary>
/// <param name="Column">Name and type.</param>
/// <param name="Cell">The cell that holds it; -1 where it is null in every row.</param>
internal sealed record OutputColumn(ResultColumn Column, int Cell)
{
    /// <summary>The value in a row; it borrows nothing.</summary>
    public Value Read(Value[] cells) => Cell < 0 ? Value.Null : cells[Cell].ToOwned();
}

/// <summary>A plan that is evaluated over all the events of a window: a stage that runs event by event, and steps over what it gathered.</summary>
internal sealed class PipelineProgram : IWindowProgram
{
    private readonly OutputColumn[] _output;

    private readonly SparePool<PipelinePane> _panes = new();
    private readonly SparePool<Value[]> _cells = new();

    /// <param name="condition">See <see cref="IWindowProgram.Condition"/>.</param>
    /// <param name="stage">The event-by-event part.</param>
    /// <param name="operators">The steps behind it.</param>
    /// <param name="output">The columns of the result.</param>
    /// <param name="isAggregating">Whether rows stand for groups of events.</param>
    public PipelineProgram(
        BoundExpression? condition,
        StreamStage stage,
        IReadOnlyList<PipelineOperator> operators,
        IReadOnlyList<OutputColumn> output,
        bool isAggregating
    )
    {
        Condition = condition;
        Stage = stage;
        Operators = operators;
        _output = [.. output];
        Columns = [.. output.Select(o => o.Column)];
        IsAggregating = isAggregating;
        OnlyGrows = GroupGrowth.OnlyGrows(this);
        EmptyWindowGivesRows = operators
            .OfType<TableOperator>()
            .Aggregate(stage.Gather.GivesRows(false), (rows, table) => table.GivesRows(rows));
    }

    /// <inheritdoc/>
    public BoundExpression? Condition { get; }

    /// <summary>The part that runs event by event.</summary>
    public StreamStage Stage { get; }

    /// <summary>The steps over the gathered rows.</summary>
    public IReadOnlyList<PipelineOperator> Operators { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>The columns of the result and their cells.</summary>
    public IReadOnlyList<OutputColumn> Output => _output;

    /// <inheritdoc/>
    public bool EmptyWindowGivesRows { get; }

    /// <inheritdoc/>
    public bool IsAggregating { get; }

    /// <inheritdoc/>
    public bool OnlyGrows { get; }

    /// <inheritdoc/>
    public IPane CreatePane(bool keepEvidence) =>
        (keepEvidence ? _panes.TryTake() : null) ?? new PipelinePane(this, keepEvidence);

    /// <summary>Takes a pane with evidence that nobody uses any more, as good as new, for the next that is asked for.</summary>
    public void Return(PipelinePane pane) => _panes.Give(pane);

    /// <summary>Cells for rows to go through, all null; whoever takes them gives them back.</summary>
    public Value[] RentCells() => _cells.TryTake() ?? new Value[Stage.CellCount];

    /// <summary>Takes back what <see cref="RentCells"/> gave.</summary>
    public void Return(Value[] cells)
    {
        Array.Clear(cells);
        _cells.Give(cells);
    }

    /// <inheritdoc/>
    public ResultTable Finish(IReadOnlyList<IPane> panes, long nowMillis, IWarningSink? warnings)
    {
        // A window without panes is a rule's: its rows rest on nothing, and say so.
        var keepEvidence = panes.Count == 0 || ((PipelinePane)panes[0]).KeepsEvidence;
        var context = new EvalContext { NowMillis = nowMillis, Warnings = warnings };
        var run = new PipelineRun(context, Stage.CellCount, keepEvidence);
        var rows =
            panes.Count > 0 && ((PipelinePane)panes[0]).Gathered is DeferredGroupsState
                ? run.Run(Operators, ((AggregateOperator)Stage.Gather).Finish(DeferredOf(panes), run))
                : run.Run(Operators, Gather(panes, keepEvidence));
        return new(Columns, [.. rows.Select(r => new ResultRow(ReadCells(r.Cells), r.GroupKey, r.Evidence))]);
    }

    /// <inheritdoc/>
    public void CollectKeys(IPane pane, ISet<ValueKey> keys)
    {
        switch (((PipelinePane)pane).Gathered)
        {
            case DeferredGroupsState deferred:
                deferred.CollectKeys(keys);
                break;
            case GroupsState groups:
                foreach (var group in groups.Table.Groups)
                    keys.Add(new(group.Key));
                break;
        }
    }

    /// <inheritdoc/>
    public ResultTable FinishGroups(IReadOnlyList<IPane> panes, IReadOnlyCollection<ValueKey> keys, long nowMillis)
    {
        if (panes.Count == 0)
            return new(Columns, []);
        var run = new PipelineRun(new EvalContext { NowMillis = nowMillis }, Stage.CellCount, keepEvidence: true);
        var rows = run.Run(Operators, Gather(panes, keys, run));
        return new(Columns, [.. rows.Select(r => new ResultRow(ReadCells(r.Cells), r.GroupKey, r.Evidence))]);
    }

    private List<Row> Gather(IReadOnlyList<IPane> panes, IReadOnlyCollection<ValueKey> keys, PipelineRun run)
    {
        if (((PipelinePane)panes[0]).Gathered is DeferredGroupsState)
            return ((AggregateOperator)Stage.Gather).Finish(DeferredOf(panes), run, keys);
        var merged = new GroupsState((AggregateOperator)Stage.Gather, keepEvidence: true);
        foreach (var key in keys)
        {
            var hash = GroupTable.Hash(key.Values);
            foreach (var pane in panes)
                merged.MergeGroup((GroupsState)((PipelinePane)pane).Gathered, key.Values, hash);
        }

        return merged.IsEmpty ? [] : merged.Finish(run);
    }

    private static DeferredGroupsState[] DeferredOf(IReadOnlyList<IPane> panes)
    {
        var states = new DeferredGroupsState[panes.Count];
        for (var i = 0; i < states.Length; i++)
            states[i] = (DeferredGroupsState)((PipelinePane)panes[i]).Gathered;
        return states;
    }

    /// <summary>The cells of a result row.</summary>
    public Value[] ReadCells(Value[] cells)
    {
        var read = new Value[_output.Length];
        for (var i = 0; i < read.Length; i++)
            read[i] = _output[i].Read(cells);
        return read;
    }

    private GatherState Gather(IReadOnlyList<IPane> panes, bool keepEvidence)
    {
        if (panes.Count == 1)
            return ((PipelinePane)panes[0]).Gathered;
        var merged = Stage.Gather.CreateState(Stage, keepEvidence);
        foreach (var pane in panes)
            merged.Merge(((PipelinePane)pane).Gathered);
        return merged;
    }
}
