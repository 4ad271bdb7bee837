using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>One branch of a fork.</summary>
/// <param name="Name">What the branch is called in the result.</param>
/// <param name="Stage">Its event-by-event part, where the fork itself works event by event; else null.</param>
/// <param name="Operators">Its other steps.</param>
/// <param name="Columns">The cells of its result and where they go in the result of the fork; a column it lacks has -1.</param>
internal sealed record ForkBranch(
    string Name,
    StreamStage? Stage,
    IReadOnlyList<PipelineOperator> Operators,
    IReadOnlyList<(int From, int To)> Columns
);

/// <summary>Runs several branches over the same rows and puts their results one after the other (ES|QL specification, 8.13).</summary>
/// <param name="branches">The branches.</param>
/// <param name="nameCell">Where a row tells its branch.</param>
internal sealed class ForkOperator(IReadOnlyList<ForkBranch> branches, int nameCell) : TableOperator
{
    public IReadOnlyList<ForkBranch> Branches => branches;

    public override IReadOnlyList<BoundExpression> Expressions => [];

    public override IEnumerable<PipelineOperator> Nested =>
        branches.SelectMany(b => b.Stage is null ? b.Operators : [.. b.Stage.Prefix, b.Stage.Gather, .. b.Operators]);

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions) => this;

    public override PipelineOperator Rewrite(Func<BoundExpression, BoundExpression> rewrite) =>
        new ForkOperator(
            [
                .. branches.Select(b =>
                    b with
                    {
                        Stage = b.Stage is null
                            ? null
                            : b.Stage with
                            {
                                Prefix = [.. b.Stage.Prefix.Select(o => (RowOperator)o.Rewrite(rewrite))],
                                Gather = (TableOperator)b.Stage.Gather.Rewrite(rewrite),
                            },
                        Operators = [.. b.Operators.Select(o => o.Rewrite(rewrite))],
                    }
                ),
            ],
            nameCell
        );

    public override List<Row> Apply(List<Row> rows, PipelineRun run)
    {
        var results = new List<Row>();
        foreach (var branch in branches)
            Collect(branch, run.Run(branch.Operators, [.. rows.Select(r => r.Copy())]), results);
        return results;
    }

    public override GatherState CreateState(StreamStage stage, bool keepEvidence) =>
        new State(this, [.. branches.Select(b => new StageState(b.Stage!, keepEvidence))]);

    public override bool GivesRows(bool fromEmpty) =>
        branches.Any(b =>
            b.Operators.Prepend(b.Stage?.Gather)
                .OfType<TableOperator>()
                .Aggregate(fromEmpty, (rows, table) => table.GivesRows(rows))
        );

    private void Collect(ForkBranch branch, List<Row> rows, List<Row> results)
    {
        foreach (var row in rows)
        {
            var copy = row.Copy();
            foreach (var (from, to) in branch.Columns)
                copy.Cells[to] = from < 0 ? Value.Null : row.Cells[from];
            copy.Cells[nameCell] = Value.FromText(branch.Name);
            results.Add(copy);
        }
    }

    private sealed class State(ForkOperator fork, StageState[] stages) : GatherState
    {
        public override bool IsEmpty => Array.TrueForAll(stages, s => s.Gathered.IsEmpty);

        public override long SizeBytes => 64 + stages.Sum(s => s.Gathered.SizeBytes);

        public override bool IsFull => Array.TrueForAll(stages, s => s.Gathered.IsFull);

        public override bool CanBeFull => Array.TrueForAll(stages, s => s.Gathered.CanBeFull);

        public override bool IsFullWith(GatherState other)
        {
            for (var i = 0; i < stages.Length; i++)
            {
                if (!stages[i].Gathered.IsFullWith(((State)other).StageAt(i).Gathered))
                    return false;
            }

            return true;
        }

        public override void Add(EvalContext context, long timeMillis, int ordinal)
        {
            foreach (var stage in stages)
                stage.Add(context, timeMillis);
        }

        public override void Merge(GatherState other)
        {
            for (var i = 0; i < stages.Length; i++)
                stages[i].Gathered.Merge(((State)other).StageAt(i).Gathered);
        }

        public override List<Row> Finish(PipelineRun run)
        {
            var results = new List<Row>();
            for (var i = 0; i < stages.Length; i++)
            {
                var branch = fork.Branches[i];
                fork.Collect(branch, run.Run(branch.Operators, stages[i].Gathered.Finish(run)), results);
            }

            return results;
        }

        private StageState StageAt(int index) => stages[index];
    }
}
