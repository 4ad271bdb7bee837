using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>One evaluation of the part of a plan that works on held rows.</summary>
/// <param name="context">Clock and warnings; its event is null.</param>
/// <param name="cellCount">How many cells a row has.</param>
/// <param name="keepEvidence">Whether rows carry evidence.</param>
internal sealed class PipelineRun(EvalContext context, int cellCount, bool keepEvidence)
{
    public EvalContext Context { get; } = context;

    public int CellCount { get; } = cellCount;

    public bool KeepEvidence { get; } = keepEvidence;

    /// <summary>Runs steps over rows, one after the other; neighbouring steps that look at one row at a time run together.</summary>
    public List<Row> Run(IReadOnlyList<PipelineOperator> operators, List<Row> rows)
    {
        for (var i = 0; i < operators.Count; )
        {
            if (operators[i] is TableOperator table)
            {
                rows = table.Apply(rows, this);
                i++;
                continue;
            }

            var start = i;
            while (i < operators.Count && operators[i] is RowOperator)
                i++;
            rows = RunRowWise([.. operators.Skip(start).Take(i - start).Cast<RowOperator>()], rows);
        }

        return rows;
    }

    private List<Row> RunRowWise(RowOperator[] operators, List<Row> rows)
    {
        var sink = new RowList(operators.Any(o => o.Multiplies));
        var chain = new RowChain(operators, sink) { Context = Context };
        foreach (var row in rows)
        {
            sink.Source = row;
            Context.Cells = row.Cells;
            chain.Run(0);
        }

        return sink.Rows;
    }

    private sealed class RowList(bool mustCopy) : IRowSink
    {
        public List<Row> Rows { get; } = [];

        public Row Source { get; set; } = null!;

        public void Accept(EvalContext context) => Rows.Add(mustCopy ? Source.Copy() : Source);
    }
}
