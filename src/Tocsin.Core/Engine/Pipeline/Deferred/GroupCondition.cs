using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>A condition on a group that can be asked before all of the group is computed.</summary>
/// <param name="Condition">The condition; it reads cells of the aggregation alone.</param>
/// <param name="Calls">The calls whose results it reads, those that only count rows left out: a group knows its number of rows.</param>
internal sealed record GroupCondition(BoundExpression Condition, int[] Calls)
{
    /// <summary>The conjuncts of conditions.</summary>
    public static IEnumerable<BoundExpression> Conjuncts(IEnumerable<BoundExpression> conditions) =>
        conditions.SelectMany(c => c is BoundAnd and ? Conjuncts(and.Children) : [c]);

    /// <summary>The conditions that can be asked early, those that need the fewest calls first.</summary>
    public static IReadOnlyList<GroupCondition> Order(
        AggregateOperator aggregate,
        IReadOnlyList<BoundExpression> having
    )
    {
        var known = aggregate.Keys.Select(k => k.Cell).Concat(aggregate.Calls.Select(c => c.Cell)).ToHashSet();
        var conditions = new List<GroupCondition>();
        foreach (var condition in having)
        {
            var cells = new HashSet<int>();
            CellUse.Collect(new FilterOperator(condition), cells);
            if (cells.Count == 0 || !cells.IsSubsetOf(known))
                continue;
            var calls = Enumerable
                .Range(0, aggregate.Calls.Count)
                .Where(i => cells.Contains(aggregate.Calls[i].Cell) && !CountsRows(aggregate.Calls[i]));
            conditions.Add(new(condition, [.. calls]));
        }

        return [.. conditions.OrderBy(c => c.Calls.Length)];
    }

    /// <summary>The most rows with which a group can satisfy conditions such as <c>COUNT(*) &lt; 75</c>.</summary>
    public static long UpperBoundOfCount(AggregateOperator aggregate, IReadOnlyList<BoundExpression> having)
    {
        var bound = long.MaxValue;
        foreach (var condition in having)
        {
            if (
                condition is not BoundCall { Children: [BoundColumn column, BoundLiteral literal] } comparison
                || !aggregate.Calls.Any(c => c.Cell == column.Index && CountsRows(c))
                || literal.Evaluate(new EvalContext()) is not { Kind: ValueKind.Integer or ValueKind.Long } limit
            )
                continue;
            bound = comparison.Function switch
            {
                Less => Math.Min(bound, limit.AsLong - 1),
                LessOrEqual or Equal => Math.Min(bound, limit.AsLong),
                _ => bound,
            };
        }

        return bound;
    }

    /// <summary>Whether a call's result is the number of rows.</summary>
    public static bool CountsRows(AggregateCall call) => call.Filter is null && call.Binding.CountsRows;
}
