using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Gives one row for each group of rows with the same key values, and what functions make of the group (ES|QL specification, 8.4).</summary>
/// <remarks>Rows come out in the order of their keys. Without keys there is one group, also over no rows.</remarks>
/// <param name="keys">What rows are grouped by; may be empty.</param>
/// <param name="calls">The functions; may be empty.</param>
internal sealed class AggregateOperator(IReadOnlyList<AggregateKey> keys, IReadOnlyList<AggregateCall> calls)
    : TableOperator
{
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

    public override GatherState CreateState(StreamStage stage, bool keepEvidence) =>
        new GroupsState(this, keepEvidence);

    public override bool GivesRows(bool fromEmpty) => fromEmpty || keys.Count == 0;
}
