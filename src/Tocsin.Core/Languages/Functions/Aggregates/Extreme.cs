using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The smallest or largest value, by the order of its type.</summary>
internal abstract class Extreme : AggregateFunction
{
    /// <summary>Whether the largest is wanted.</summary>
    protected abstract bool IsLargest { get; }

    public sealed override AggregateBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = CheckCount(arguments, 1, 1);
        if (error is not null)
            return null;
        var type = arguments[0].Type;
        if (type.IsSpatial() || type.IsSpan() || type is DataType.Source or DataType.Unsupported)
        {
            error = WrongType(0, "a type with an order", type);
            return null;
        }

        var isLargest = IsLargest;
        return new(() => new Best(isLargest), Same(type))
        {
            IgnoresRepeats = true,
            Trend = isLargest ? AggregateTrend.Up : AggregateTrend.Down,
        };
    }

    private sealed class Best(bool isLargest) : Accumulator
    {
        private Value _best;

        public override long SizeBytes => 48 + SizeOf(_best);

        public override void Add(ReadOnlySpan<Value> arguments)
        {
            ref readonly var value = ref arguments[0];
            for (var i = 0; i < value.Count; i++)
                Offer(value[i]);
        }

        public override void Merge(Accumulator other)
        {
            if (!((Best)other)._best.IsNull)
                Offer(((Best)other)._best);
        }

        public override Value Finish(AggregateContext context) => _best;

        private void Offer(in Value value)
        {
            if (_best.IsNull)
            {
                _best = value.ToOwned();
                return;
            }

            var order = ValueComparer.CompareValues(value, _best);
            if (isLargest ? order > 0 : order < 0)
                _best = value.ToOwned();
            else if (order == 0 && EqualValues.Prefers(value, _best))
                _best = value.ToOwned();
        }
    }
}
