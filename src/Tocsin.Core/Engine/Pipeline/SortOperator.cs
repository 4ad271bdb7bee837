using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Orders rows and keeps the first ones; without keys it only keeps the first ones, and without a bound it only gathers.</summary>
/// <param name="keys">The order, loosest difference first; may be empty.</param>
/// <param name="countMax">How many rows are kept; <see cref="int.MaxValue"/> for all.</param>
internal sealed class SortOperator(IReadOnlyList<SortKey> keys, int countMax) : TableOperator
{
    public override IReadOnlyList<BoundExpression> Expressions { get; } = [.. keys.Select(k => k.Column)];

    /// <summary>How many rows are kept.</summary>
    public int CountMax => countMax;

    /// <summary>The order.</summary>
    public IReadOnlyList<SortKey> Keys => keys;

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions) =>
        new SortOperator([.. keys.Zip(expressions, (k, e) => k with { Column = (BoundColumn)e })], countMax);

    public override List<Row> Apply(List<Row> rows, PipelineRun run)
    {
        if (keys.Count > 0)
            rows = [.. rows.Order(Comparer<Row>.Create(Compare))];
        if (rows.Count > countMax)
            rows.RemoveRange(countMax, rows.Count - countMax);
        return rows;
    }

    public override GatherState CreateState(StreamStage stage, bool keepEvidence) =>
        new RowsState(stage, keepEvidence, keys, countMax, null);

    public override bool GivesRows(bool fromEmpty) => fromEmpty && countMax > 0;

    private int Compare(Row x, Row y)
    {
        foreach (var key in keys)
        {
            var order = key.Compare(x.Cells[key.Column.Index], y.Cells[key.Column.Index]);
            if (order != 0)
                return order;
        }

        return 0;
    }
}
