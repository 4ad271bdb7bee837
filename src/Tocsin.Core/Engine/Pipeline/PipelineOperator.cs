using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>One step of a plan. Immutable; shared between threads.</summary>
/// <remarks>
/// Every computed column has a cell of its own, numbered over the whole plan and written once: a later definition of the same name is another cell.
/// Names are the binder's affair and are gone here; keeping, dropping and renaming columns are no steps.
/// </remarks>
internal abstract class PipelineOperator
{
    /// <summary>The expressions that it evaluates.</summary>
    public abstract IReadOnlyList<BoundExpression> Expressions { get; }

    /// <summary>The same step over other expressions, as many as <see cref="Expressions"/>.</summary>
    public abstract PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions);

    /// <summary>The steps inside it.</summary>
    public virtual IEnumerable<PipelineOperator> Nested => [];

    /// <summary>Rewrites the expressions here, and in the steps inside.</summary>
    public virtual PipelineOperator Rewrite(Func<BoundExpression, BoundExpression> rewrite)
    {
        var expressions = Expressions;
        return expressions.Count == 0 ? this : WithExpressions([.. expressions.Select(rewrite)]);
    }
}

/// <summary>A step that looks at one row at a time and gives none, one or several.</summary>
internal abstract class RowOperator : PipelineOperator
{
    /// <summary>Whether a row may give more than one.</summary>
    public virtual bool Multiplies => false;

    /// <summary>Takes the row of the chain's context and runs the rest of the chain for each row that it gives.</summary>
    /// <param name="chain">The steps, and where the rows go.</param>
    /// <param name="next">The place of the step behind this one.</param>
    public abstract void Process(RowChain chain, int next);
}

/// <summary>A step that needs to see all rows.</summary>
internal abstract class TableOperator : PipelineOperator
{
    /// <summary>Works on the rows of a result; may reuse the list and the rows.</summary>
    public abstract List<Row> Apply(List<Row> rows, PipelineRun run);

    /// <summary>An empty state in which to gather rows that come event by event.</summary>
    /// <param name="stage">The stage that the step ends.</param>
    /// <param name="keepEvidence">Whether to remember which events contributed.</param>
    public virtual GatherState CreateState(StreamStage stage, bool keepEvidence) =>
        new RowsState(stage, keepEvidence, [], int.MaxValue, this);

    /// <summary>Whether rows come out where none go in.</summary>
    /// <param name="fromEmpty">Whether some go in.</param>
    public virtual bool GivesRows(bool fromEmpty) => fromEmpty;
}
