using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Syntax;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <content><c>FORK</c> (specification 8.13).</content>
internal sealed partial class EsqlBinder
{
    private const int BranchesMin = 2;
    private const int BranchesMax = 8;

    private void BindFork(ForkSyntax fork)
    {
        if (fork.Branches.Count is < BranchesMin or > BranchesMax)
        {
            Report(EsqlDiagnostics.BadFork, fork.Span, null, $"`FORK` takes {BranchesMin} to {BranchesMax} branches");
            return;
        }

        if (Builder.HasDeferred)
            Builder.EndStreaming();
        var outer = Builder;
        var input = _scope;
        var hadLimit = _hasLimit;
        var hadStats = _hasStats;
        var barrier = _fullTextBarrier;
        var branches = new List<(Scope Scope, PlanBuilder Builder)>();
        foreach (var commands in fork.Branches)
        {
            Builder = outer.Branch();
            _scope = input;
            _hasLimit = false;
            _fullTextBarrier = barrier;
            foreach (var command in commands)
                BindCommand(command);
            EndPlan();
            branches.Add((_scope, Builder));
        }

        outer.SetOrder([]);
        _hasLimit = hadLimit;
        _hasStats |= hadStats;
        _fullTextBarrier = barrier ?? "FORK";
        if (_options.AppliesLimits && Schema is not null)
            _warnings.RemoveAll(w => w.StartsWith("No limit defined", StringComparison.Ordinal));
        MergeBranches(fork, outer, branches);
    }

    private void MergeBranches(ForkSyntax fork, PlanBuilder outer, List<(Scope Scope, PlanBuilder Builder)> branches)
    {
        var merged = new List<Column>();
        foreach (var column in branches.SelectMany(b => b.Scope.Columns))
        {
            var known = merged.FindIndex(m => m.Name == column.Name);
            if (known < 0)
                merged.Add(new(column.Name, column.Type) { Cell = _cells.Next(), IsImplicit = column.IsImplicit });
            else if (merged[known].Type == DataType.Null || column.Type == DataType.Dynamic)
                merged[known] = merged[known] with { Type = column.Type };
            else if (
                merged[known].Type != column.Type
                && column.Type != DataType.Null
                && merged[known].Type != DataType.Dynamic
            )
                Report(
                    EsqlDiagnostics.BadFork,
                    fork.Span,
                    null,
                    $"column `{column.Name}` is {merged[known].Type.ToName()} in one branch and {column.Type.ToName()} in another"
                );
        }

        var forked = new List<ForkBranch>();
        for (var i = 0; i < branches.Count; i++)
        {
            var (scope, builder) = branches[i];
            Builder = builder;
            Builder.EndStreaming();
            var columns = new List<(int From, int To)>();
            foreach (var column in merged)
            {
                var mine = scope.Find(column.Name);
                var readable = mine is not null && mine.Type != DataType.Unsupported;
                var from = readable ? ((BoundColumn)Builder.Read(mine!, default)).Index : -1;
                columns.Add((from, column.Cell));
            }

            var built = outer.IsStreaming
                ? builder.Build(columns.Select(c => c.From), e => e)
                : (Stage: null, Operators: builder.Steps);
            forked.Add(new($"fork{i + 1}", built.Stage, built.Operators, columns));
        }

        Builder = outer;
        var nameCell = _cells.Next();
        outer.Add(new ForkOperator(forked, nameCell));
        _scope = new Scope([.. merged, new Column("_fork", DataType.Keyword) { Cell = nameCell }], null);
    }
}
