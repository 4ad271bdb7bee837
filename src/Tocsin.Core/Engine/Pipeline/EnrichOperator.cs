using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Adds columns of a table to each row; several matching rows give several values (ES|QL specification, 8.12).</summary>
/// <param name="table">The table.</param>
/// <param name="key">What is looked up.</param>
/// <param name="index">Finds rows of the table.</param>
/// <param name="columns">Places of the wanted columns in the table.</param>
/// <param name="cells">Where each goes.</param>
internal sealed class EnrichOperator(
    LookupTable table,
    BoundExpression key,
    LookupIndex index,
    IReadOnlyList<int> columns,
    IReadOnlyList<int> cells
) : RowOperator
{
    /// <summary>The table.</summary>
    public LookupTable Table => table;

    public override IReadOnlyList<BoundExpression> Expressions { get; } = [key];

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions) =>
        new EnrichOperator(table, expressions[0], index, columns, cells);

    public override void Process(RowChain chain, int next)
    {
        var context = chain.Context;
        var value = Expressions[0].Evaluate(context);
        var rows = new SortedSet<int>();
        for (var i = 0; i < value.Count; i++)
            rows.UnionWith(index.Find([value[i]]));
        for (var i = 0; i < columns.Count; i++)
        {
            var values = new List<Value>();
            foreach (var row in rows)
            {
                var cell = table.Rows[row][columns[i]];
                for (var j = 0; j < cell.Count; j++)
                    values.Add(cell[j]);
            }

            context.Cells[cells[i]] = Value.FromMany([.. values]);
        }

        chain.Run(next);
    }
}
