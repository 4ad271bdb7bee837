using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The number of values, or of rows.</summary>
internal sealed class Count : AggregateFunction
{
    public override string Name => "COUNT";

    public override FunctionDoc Doc { get; } =
        new(
            "COUNT([field])",
            "The number of values of an expression, each of several values counted; without an argument or with `*` the number of rows.",
            new FunctionExample("ROW a = [1, 2, 3] | STATS COUNT(a)", "3"),
            new FunctionExample("ROW a = [1, 2, 3] | STATS COUNT(*)", "1")
        );

    public override AggregateBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = CheckCount(arguments, 0, 1);
        if (error is not null)
            return null;
        return arguments.Length == 0
            ? new AggregateBinding(() => new Rows(), DataType.Long, 0) { CountsRows = true, Trend = AggregateTrend.Up }
            : new AggregateBinding(() => new Values(), DataType.Long)
            {
                Trend = AggregateTrend.Up,
                CountsValuesUpTo = long.MaxValue,
            };
    }

    private sealed class Rows : Accumulator
    {
        private long _count;

        public override void Add(ReadOnlySpan<Value> arguments) => _count++;

        public override void Merge(Accumulator other) => _count += ((Rows)other)._count;

        public override Value Finish(AggregateContext context) => Value.FromLong(_count);
    }

    private sealed class Values : Accumulator
    {
        private long _count;

        public override void Add(ReadOnlySpan<Value> arguments) => _count += arguments[0].Count;

        public override void Merge(Accumulator other) => _count += ((Values)other)._count;

        public override Value Finish(AggregateContext context) => Value.FromLong(_count);
    }
}
