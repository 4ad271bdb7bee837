using System.Globalization;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Explain;

/// <summary>The steps of an ES|QL plan, in the order in which they run: those event by event, then those over a window.</summary>
internal sealed class PipelineTree
{
    private readonly CellNames _cells;

    private PipelineTree(CellNames cells) => _cells = cells;

    /// <summary>The steps of a plan.</summary>
    /// <param name="program">The plan.</param>
    /// <param name="isMatch">Whether it decides for each event by itself, so that nothing is gathered.</param>
    public static IReadOnlyList<ExplainedNode> Of(PipelineProgram program, bool isMatch)
    {
        var tree = new PipelineTree(new(program));
        var steps = new List<ExplainedNode> { new("for each event", tree.Steps(program.Stage.Prefix)) };
        if (isMatch)
            return steps;
        steps.Add(new("over the window of a tick", tree.Steps([program.Stage.Gather, .. program.Operators])));
        return steps;
    }

    private ExplainedNode[] Steps(IEnumerable<PipelineOperator> steps) =>
        [.. steps.Where(s => s is not SortOperator { Keys: [], CountMax: int.MaxValue }).Select(Step)];

    private ExplainedNode Step(PipelineOperator step) =>
        step switch
        {
            FilterOperator filter => Below("filter", ConditionTree.Of(filter.Condition)),
            EvalOperator { Cells: [var cell] } eval => new($"compute {Computed(cell, eval.Expressions[0])}"),
            EvalOperator eval => new(
                "compute",
                [.. eval.Cells.Zip(eval.Expressions, (c, e) => new ExplainedNode(Computed(c, e)))]
            ),
            AggregateOperator aggregate => Aggregate("group", aggregate),
            InlineAggregateOperator inline => new(
                "group, and give each row the results of its group",
                [Aggregate("group", inline.Aggregate), .. Steps(inline.Then)]
            ),
            SortOperator sort => Sort(sort),
            MvExpandOperator expand => new($"one row for each value of {ExpressionText.Of(expand.Expressions[0])}"),
            ExtractOperator extract => new(
                $"take columns out of {ExpressionText.Of(extract.Expressions[0])}",
                [
                    .. extract.Extractor.Columns.Select(c => new ExplainedNode(
                        $"{c.Name} ({Fields.DataTypes.ToName(c.Type)})"
                    )),
                ]
            ),
            LookupJoinOperator join => Join(join),
            EnrichOperator enrich => new(
                $"add columns of {enrich.Table.Name} where {ExpressionText.Of(enrich.Expressions[0])} fits"
            ),
            ForkOperator fork => new("branches", [.. fork.Branches.Select(Branch)]),
            CompletionOperator completion => new(
                $"ask the language model{(completion.InferenceId is { } id ? $" {id}" : "")}: {ExpressionText.Of(completion.Expressions[0])}"
            ),
            SampleOperator sample => new(
                string.Create(CultureInfo.InvariantCulture, $"keep a row with the probability {sample.Probability}")
            ),
            _ => Other(step),
        };

    /// <summary>A step without words of its own: what it is called, and its expressions.</summary>
    private ExplainedNode Other(PipelineOperator step)
    {
        const string Suffix = "Operator";
        var name = step.GetType().Name;
        if (name.EndsWith(Suffix, StringComparison.Ordinal))
            name = name[..^Suffix.Length];
        var expressions = step.Expressions.Select(e => new ExplainedNode(ExpressionText.Of(e)));
        return new(name.ToLowerInvariant(), [.. expressions, .. Steps(step.Nested)]);
    }

    private ExplainedNode Aggregate(string title, AggregateOperator aggregate)
    {
        var keys = aggregate.Keys.Select(k => Computed(k.Cell, k.Expression));
        var by = aggregate.Keys.Count == 0 ? "all rows together" : $"{title} by {string.Join(", ", keys)}";
        return new(by, [.. aggregate.Calls.Select(c => new ExplainedNode(Named(c.Cell, Call(c))))]);
    }

    /// <summary>A leaf on the same line, anything else below.</summary>
    private static ExplainedNode Below(string title, ExplainedNode node) =>
        node.Parts.Count == 0 ? new($"{title} {node.Text}") : new(title, [node]);

    private string Computed(int cell, BoundExpression expression) => Named(cell, ExpressionText.Of(expression));

    /// <summary><c>name = value</c>; the value alone where the cell has no name or is named by it.</summary>
    private string Named(int cell, string value) =>
        _cells[cell] is { } name && name != value ? $"{name} = {value}" : value;

    private static string Call(AggregateCall call)
    {
        var words = call.Source.Slice(call.Span).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var filter = call.Filter is null ? "" : $" where {ExpressionText.Of(call.Filter)}";
        return string.Join(' ', words) + filter;
    }

    private static ExplainedNode Sort(SortOperator sort)
    {
        var keys = sort.Keys.Select(k => $"{k.Column.Name}{(k.IsDescending ? " descending" : "")}");
        var order = sort.Keys.Count == 0 ? "" : $"sort by {string.Join(", ", keys)}";
        if (sort.CountMax == int.MaxValue)
            return new(order);
        var limit = string.Create(CultureInfo.InvariantCulture, $"keep the first {sort.CountMax:N0}");
        return new(order.Length == 0 ? limit : $"{order}, {limit}");
    }

    private static ExplainedNode Join(LookupJoinOperator join)
    {
        var keys = join.Expressions.Take(join.Expressions.Count - (join.Condition is null ? 0 : 1));
        var on = string.Join(", ", keys.Select(ExpressionText.Of));
        return new(
            on.Length == 0 ? $"join {join.Table.Name}" : $"join {join.Table.Name} on {on}",
            join.Condition is null ? [] : [ConditionTree.Of(join.Condition)]
        );
    }

    private ExplainedNode Branch(ForkBranch branch) =>
        new(
            branch.Name,
            Steps(branch.Stage is { } stage ? [.. stage.Prefix, stage.Gather, .. branch.Operators] : branch.Operators)
        );
}
