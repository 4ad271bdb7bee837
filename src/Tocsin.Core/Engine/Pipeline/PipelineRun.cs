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

    /// <summary>Runs steps over what a stage gathered.</summary>
    /// <remarks>PERF: rows that go into groups are not all made beforehand, since a window may hold very many; unless somebody is told of what is odd, row by row.</remarks>
    public List<Row> Run(IReadOnlyList<PipelineOperator> operators, GatherState gathered)
    {
        var rowWise = operators.TakeWhile(o => o is RowOperator).Cast<RowOperator>().ToArray();
        if (
            gathered is not RowsState { GivesAllRows: true } held
            || Context.Warnings is not null
            || rowWise.Length == operators.Count
            || operators[rowWise.Length] is not AggregateOperator aggregate
        )
            return Run(operators, gathered.Finish(this));
        var groups = new GroupsState(aggregate, KeepEvidence);
        held.AddTo(groups, rowWise, this);
        return Run([.. operators.Skip(rowWise.Length + 1)], groups.Finish(this));
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
