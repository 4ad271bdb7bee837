using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions;
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
        foreach (var (call, function, limit) in Comparisons(aggregate, having))
        {
            if (!CountsRows(aggregate.Calls[call]))
                continue;
            bound = function switch
            {
                Less => Math.Min(bound, limit - 1),
                LessOrEqual or Equal => Math.Min(bound, limit),
                _ => bound,
            };
        }

        return bound;
    }

    /// <summary>
    /// How many rows a group must have to satisfy conditions such as <c>COUNT_DISTINCT(uri) &gt; 5</c>: so many, unless one row has several values.
    /// </summary>
    public static IEnumerable<(int Call, long Count)> LowerBoundsOfCount(
        AggregateOperator aggregate,
        IReadOnlyList<BoundExpression> having
    )
    {
        foreach (var (call, function, limit) in Comparisons(aggregate, having))
        {
            var least = function switch
            {
                Greater => limit + 1,
                GreaterOrEqual or Equal => limit,
                _ => 0,
            };
            if (
                least > 1
                && (CountsRows(aggregate.Calls[call]) || least <= aggregate.Calls[call].Binding.CountsValuesUpTo)
            )
                yield return (call, least);
        }
    }

    private static IEnumerable<(int Call, ScalarFunction Function, long Limit)> Comparisons(
        AggregateOperator aggregate,
        IReadOnlyList<BoundExpression> having
    )
    {
        foreach (var condition in having)
        {
            if (condition is not BoundCall { Children: [BoundColumn column, BoundLiteral literal] } comparison)
                continue;
            var call = aggregate.Calls.TakeWhile(c => c.Cell != column.Index).Count();
            if (
                call < aggregate.Calls.Count
                && literal.Evaluate(new EvalContext()) is { Kind: ValueKind.Integer or ValueKind.Long } limit
            )
                yield return (call, comparison.Function, limit.AsLong);
        }
    }

    /// <summary>Whether a call's result is the number of rows.</summary>
    public static bool CountsRows(AggregateCall call) => call.Filter is null && call.Binding.CountsRows;
}
