using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Core.Languages.Functions.Conditional;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Finds the plans whose groups, once they have a row, keep it whatever events are added: it may be reported before the window is complete.</summary>
/// <remarks>
/// So it is where a single <c>STATS</c> is followed only by steps that look at one row and whose conditions hold for good: on keys alone, or
/// comparisons with constants that a result which never falls passes upwards (<c>COUNT</c>, <c>COUNT_DISTINCT</c>, <c>MAX</c>,
/// <c>SUM</c> of what is not negative), or one that never rises downwards (<c>MIN</c>), joined by and and or.
/// </remarks>
internal sealed class GroupGrowth
{
    private readonly Dictionary<int, Way> _ways = [];

    /// <summary>Whether a plan is of that kind.</summary>
    public static bool OnlyGrows(PipelineProgram program)
    {
        if (!program.IsAggregating || program.Stage.Gather is not AggregateOperator aggregate)
            return false;
        var growth = new GroupGrowth();
        foreach (var key in aggregate.Keys)
            growth._ways[key.Cell] = Way.Stays;
        foreach (var call in aggregate.Calls)
            growth._ways[call.Cell] = WayOf(call);
        return program.Operators.All(growth.Keeps);
    }

    private static Way WayOf(AggregateCall call) =>
        call.Binding.Trend switch
        {
            AggregateTrend.Up => Way.Rises,
            AggregateTrend.Down => Way.Falls,
            AggregateTrend.UpIfNotNegative when IsNotNegative(call.Arguments[0]) => Way.Rises,
            _ => Way.Varies,
        };

    /// <summary>Whether a step leaves a group its row; notes what becomes of the cells that it fills.</summary>
    private bool Keeps(PipelineOperator step)
    {
        switch (step)
        {
            case FilterOperator filter:
                return HoldsForGood(filter.Condition);
            case EvalOperator eval:
                for (var i = 0; i < eval.Cells.Count; i++)
                    _ways[eval.Cells[i]] = WayOf(eval.Expressions[i]);
                return true;
            case ExtractOperator or EnrichOperator:
                return true;
            case SortOperator sort:
                return sort.CountMax == int.MaxValue;
            default:
                return false;
        }
    }

    private bool HoldsForGood(BoundExpression condition)
    {
        if (condition is BoundAnd or BoundOr)
            return condition.Children.All(HoldsForGood);
        if (WayOf(condition) == Way.Stays)
            return true;
        if (condition is BoundNot { Operand: BoundIsNull { Operand: var operand } })
            return WayOf(operand) is Way.Rises or Way.Falls;
        if (condition is not BoundCall { Children: [var left, var right] } call)
            return false;
        var (leftWay, rightWay) = (WayOf(left), WayOf(right));
        return call.Function switch
        {
            Greater or GreaterOrEqual => (leftWay == Way.Rises && rightWay == Way.Stays)
                || (leftWay == Way.Stays && rightWay == Way.Falls),
            Less or LessOrEqual => (leftWay == Way.Falls && rightWay == Way.Stays)
                || (leftWay == Way.Stays && rightWay == Way.Rises),
            _ => false,
        };
    }

    private Way WayOf(BoundExpression expression)
    {
        if (expression is BoundColumn column)
            return _ways.GetValueOrDefault(column.Index, Way.Varies);
        return Stays(expression) ? Way.Stays : Way.Varies;
    }

    /// <summary>Whether an expression looks at nothing but keys and constants.</summary>
    private bool Stays(BoundExpression expression) =>
        expression switch
        {
            BoundLiteral => true,
            BoundColumn column => _ways.GetValueOrDefault(column.Index, Way.Varies) == Way.Stays,
            BoundCall call => call.Function.IsPure && call.Children.All(Stays),
            BoundAnd or BoundOr or BoundNot or BoundIsNull => expression.Children.All(Stays),
            _ => false,
        };

    private static bool IsNotNegative(BoundExpression argument)
    {
        switch (argument)
        {
            case BoundLiteral literal:
                return literal.Value.Kind is ValueKind.Integer or ValueKind.Long && literal.Value.AsLong >= 0;
            case BoundCall { Function: Case } call:
                // Conditions and results in turn; the last without a condition is for all others.
                for (var i = 1; i < call.Children.Count; i += 2)
                {
                    if (!IsNotNegative(call.Children[i]))
                        return false;
                }

                return call.Children.Count % 2 == 0 || IsNotNegative(call.Children[^1]);
            default:
                return false;
        }
    }

    private enum Way
    {
        Varies,
        Stays,
        Rises,
        Falls,
    }
}
