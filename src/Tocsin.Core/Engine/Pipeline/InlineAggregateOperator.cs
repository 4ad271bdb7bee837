using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Adds to each row what functions make of its group: <c>INLINE STATS</c> (ES|QL specification, 8.5).</summary>
/// <remarks>Rows stay in order. A row of several groups gets the values of all of them, in the order of its key values.</remarks>
/// <param name="aggregate">The groups.</param>
/// <param name="then">What is computed of a group's results.</param>
/// <param name="results">The cells that a row takes from its group.</param>
internal sealed class InlineAggregateOperator(
    AggregateOperator aggregate,
    IReadOnlyList<RowOperator> then,
    IReadOnlyList<int> results
) : TableOperator
{
    /// <summary>The groups.</summary>
    public AggregateOperator Aggregate => aggregate;

    /// <summary>What is computed of a group's results.</summary>
    public IReadOnlyList<RowOperator> Then => then;

    public override IReadOnlyList<BoundExpression> Expressions => [];

    public override IEnumerable<PipelineOperator> Nested => [aggregate, .. then];

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions) => this;

    public override PipelineOperator Rewrite(Func<BoundExpression, BoundExpression> rewrite) =>
        new InlineAggregateOperator(
            (AggregateOperator)aggregate.Rewrite(rewrite),
            [.. then.Select(t => (RowOperator)t.Rewrite(rewrite))],
            results
        );

    public override List<Row> Apply(List<Row> rows, PipelineRun run)
    {
        var state = aggregate.Gather(rows, run);
        var groupRows = new List<Row>();
        var places = new Dictionary<Group, int>(ReferenceEqualityComparer.Instance);
        foreach (var group in state.Table.Groups)
        {
            places[group] = groupRows.Count;
            groupRows.Add(state.ToRow(group, run));
        }

        groupRows = run.Run(then, groupRows);
        var groups = new List<Group>();
        foreach (var row in rows)
        {
            run.Context.Cells = row.Cells;
            state.FindGroups(run.Context, groups);
            foreach (var cell in results)
            {
                row.Cells[cell] =
                    groups.Count == 1
                        ? groupRows[places[groups[0]]].Cells[cell]
                        : Together(groups.Select(g => groupRows[places[g]].Cells[cell]));
            }
        }

        return rows;
    }

    private static Value Together(IEnumerable<Value> values)
    {
        var together = new List<Value>();
        foreach (var value in values)
        {
            for (var i = 0; i < value.Count; i++)
                together.Add(value[i]);
        }

        return Value.FromMany([.. together]);
    }
}
