using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Joins each row with the rows of a table that fit; a row that fits none is kept once, the table's columns null (ES|QL specification, 8.12).</summary>
/// <param name="table">The table.</param>
/// <param name="keys">The key values of a row; empty where only the condition decides.</param>
/// <param name="index">Finds rows of the table by key.</param>
/// <param name="cells">For each column of the table its cell, or -1 where it is not wanted.</param>
/// <param name="condition">A further condition over the joined row, or null.</param>
internal sealed class LookupJoinOperator(
    LookupTable table,
    IReadOnlyList<BoundExpression> keys,
    LookupIndex? index,
    IReadOnlyList<int> cells,
    BoundExpression? condition
) : RowOperator
{
    /// <summary>The table.</summary>
    public LookupTable Table => table;

    /// <summary>A further condition over the joined row, or null.</summary>
    public BoundExpression? Condition => condition;

    /// <summary>The cells of the table's columns; -1 where one is not wanted.</summary>
    public IReadOnlyList<int> Cells => cells;

    public override IReadOnlyList<BoundExpression> Expressions { get; } =
        condition is null ? keys : [.. keys, condition];

    public override bool Multiplies => true;

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions) =>
        new LookupJoinOperator(
            table,
            [.. expressions.Take(keys.Count)],
            index,
            cells,
            condition is null ? null : expressions[^1]
        );

    public override void Process(RowChain chain, int next)
    {
        var context = chain.Context;
        var found = false;
        if (index is null)
        {
            for (var row = 0; row < table.Rows.Count; row++)
                found |= Join(chain, next, row);
        }
        else
        {
            var key = new Value[keys.Count];
            for (var i = 0; i < key.Length; i++)
                key[i] = keys[i].Evaluate(context);
            foreach (var row in index.Find(key))
                found |= Join(chain, next, row);
        }

        if (found)
            return;
        Fill(context, null);
        chain.Run(next);
    }

    private bool Join(RowChain chain, int next, int row)
    {
        Fill(chain.Context, table.Rows[row]);
        if (condition is not null && condition.Test(chain.Context) != Truth.True)
            return false;
        chain.Run(next);
        return true;
    }

    private void Fill(EvalContext context, Value[]? row)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i] >= 0)
                context.Cells[cells[i]] = row is null ? Value.Null : row[i];
        }
    }
}
