using Tocsin.Core.Engine.Pipeline.Deferred;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Gives one row for each group of rows with the same key values, and what functions make of the group (ES|QL specification, 8.4).</summary>
/// <remarks>Rows come out in the order of their keys. Without keys there is one group, also over no rows.</remarks>
/// <param name="keys">What rows are grouped by; may be empty.</param>
/// <param name="calls">The functions; may be empty.</param>
internal sealed class AggregateOperator(IReadOnlyList<AggregateKey> keys, IReadOnlyList<AggregateCall> calls)
    : TableOperator
{
    private RowLayout? _layout;

    public IReadOnlyList<AggregateKey> Keys => keys;

    public IReadOnlyList<AggregateCall> Calls => calls;

    public override IReadOnlyList<BoundExpression> Expressions { get; } =
    [
        .. keys.Select(k => k.Expression),
        .. calls.SelectMany(c => c.Filter is null ? c.Arguments : [.. c.Arguments, c.Filter]),
    ];

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions)
    {
        var next = 0;
        var newKeys = keys.Select(k => k with { Expression = expressions[next++] }).ToList();
        var newCalls = new List<AggregateCall>();
        foreach (var call in calls)
        {
            var arguments = call.Arguments.Select(_ => expressions[next++]).ToList();
            newCalls.Add(
                call with
                {
                    Arguments = arguments,
                    Filter = call.Filter is null ? null : expressions[next++],
                }
            );
        }

        return new AggregateOperator(newKeys, newCalls);
    }

    public override List<Row> Apply(List<Row> rows, PipelineRun run) => Gather(rows, run).Finish(run);

    /// <summary>The groups of held rows.</summary>
    public GroupsState Gather(List<Row> rows, PipelineRun run)
    {
        var state = new GroupsState(this, run.KeepEvidence);
        foreach (var row in rows)
        {
            run.Context.Cells = row.Cells;
            state.Add(run.Context, row.Evidence);
        }

        return state;
    }

    /// <summary>The places of all calls.</summary>
    public int[] AllCalls { get; } = [.. Enumerable.Range(0, calls.Count)];

    /// <summary>An empty group.</summary>
    public Group NewGroup(Value[]? key = null, bool keepEvidence = true)
    {
        var accumulators = new Accumulator[calls.Count];
        for (var i = 0; i < accumulators.Length; i++)
            accumulators[i] = calls[i].Binding.Create();
        return new(key ?? [], accumulators, keepEvidence ? new() : null);
    }

    /// <summary>The same step, which computes a group only when it is asked for, and then only as far as it satisfies what follows.</summary>
    /// <param name="having">Conditions that every row must satisfy right behind the step.</param>
    public AggregateOperator Deferred(IEnumerable<BoundExpression> having)
    {
        if (keys.Count == 0 || calls.Count > RowLayout.CallsMax)
            return this;
        var deferred = new AggregateOperator(keys, calls);
        deferred._layout = new(deferred, [.. GroupCondition.Conjuncts(having)]);
        return deferred;
    }

    // Without evidence nobody asks again: a query's groups are computed as they come, and hold less.
    public override GatherState CreateState(StreamStage stage, bool keepEvidence) =>
        _layout is not null && keepEvidence
            ? new DeferredGroupsState(this, _layout)
            : new GroupsState(this, keepEvidence);

    /// <summary>The rows that the groups of several panes give together.</summary>
    /// <param name="panes">In order of time.</param>
    /// <param name="run">The evaluation.</param>
    /// <param name="keys">The groups that are wanted; null for all.</param>
    public List<Row> Finish(
        IReadOnlyList<DeferredGroupsState> panes,
        PipelineRun run,
        IReadOnlyCollection<ValueKey>? keys = null
    ) => new DeferredWindow(this, _layout!, panes).Finish(run, keys);

    public override bool GivesRows(bool fromEmpty) => fromEmpty || keys.Count == 0;
}
