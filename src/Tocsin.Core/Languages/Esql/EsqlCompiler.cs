using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Languages.Esql.Binding;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql;

/// <summary>Makes a program of an ES|QL query.</summary>
internal static class EsqlCompiler
{
    /// <summary>Compiles a query; null where it has errors, which the diagnostics hold.</summary>
    /// <param name="query">The text.</param>
    /// <param name="schemaFor">The fields of the indices that <c>FROM</c> names.</param>
    /// <param name="fields">Receives the fields that the query reads.</param>
    /// <param name="options">What the query may use and how it is run.</param>
    /// <param name="diagnostics">Receives what is wrong with it.</param>
    public static EsqlProgram? Compile(
        SourceText query,
        Func<IndexPatterns, ISchema> schemaFor,
        FieldTable fields,
        EsqlOptions options,
        DiagnosticBag diagnostics
    )
    {
        var found = new DiagnosticBag();
        var syntax = EsqlParser.Parse(query, found);
        var bound = new EsqlBinder(query, schemaFor, fields, options, found).Bind(syntax);
        diagnostics.AddRange(found.ToSortedArray());
        if (found.HasErrors || bound is null)
            return null;

        var optimizer = options.Optimizes ? TreePipeline.Default : TreePipeline.None;
        var (stage, operators) = bound.Builder.Build(bound.Output.Select(o => o.Cell), optimizer.Run);
        var pipeline = new PipelineProgram(
            ConditionOf(stage),
            (options.Optimizes ? DeferGroups(stage, operators) : stage) with
            {
                CellCount = bound.CellCount.Count,
            },
            operators,
            bound.Output,
            bound.IsAggregating
        );
        var isRowWise = operators.Count == 0 && stage.Gather is SortOperator { Keys.Count: 0, CountMax: int.MaxValue };
        return new()
        {
            Query = query,
            Source = bound.Patterns,
            Pipeline = pipeline,
            Match = isRowWise && bound.Patterns is not null ? new RowMatchProgram(pipeline) : null,
            IsAggregating = bound.IsAggregating,
            IsWholeEvent = bound.IsWholeEvent,
            ExpandedFields = bound.ExpandedFields,
            PlanWarnings = bound.Warnings,
            MemoryBytesMax = options.MemoryBytesMax,
            UnansweredCompletion = bound.UnansweredCompletion,
        };
    }

    /// <summary>Lets a stage that ends in groups compute only those that satisfy the conditions right behind it.</summary>
    private static StreamStage DeferGroups(StreamStage stage, IReadOnlyList<PipelineOperator> operators)
    {
        if (stage.Gather is not AggregateOperator aggregate)
            return stage;
        var having = operators.TakeWhile(o => o is FilterOperator).Select(o => ((FilterOperator)o).Condition);
        return stage with { Gather = aggregate.Deferred(having) };
    }

    /// <summary>All conditions of the event-by-event part that look at nothing but the event.</summary>
    private static BoundExpression? ConditionOf(StreamStage stage)
    {
        var conditions = new List<BoundExpression>();
        foreach (var step in stage.Prefix)
        {
            if (step is FilterOperator { Condition: var condition } && !CellUse.ReadsCells(condition))
                conditions.Add(condition);
        }

        return conditions.Count switch
        {
            0 => null,
            1 => conditions[0],
            _ => TreePipeline.Default.Run(new BoundAnd(conditions, conditions[0].Span)),
        };
    }
}
