using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The sum of numbers: exact for whole numbers, rounded once for doubles.</summary>
internal sealed class Sum : NumericAggregate
{
    public override string Name => "SUM";

    public override FunctionDoc Doc { get; } =
        new(
            "SUM(number)",
            "The sum of all values: a long for whole numbers (null with a warning where it does not fit), else a double.",
            new FunctionExample("ROW a = [1, 2, 3] | STATS SUM(a)", "6"),
            new FunctionExample("ROW a = [1.5, 2.5] | STATS SUM(a)", "4.0")
        );

    protected override AggregateBinding? BindNumeric(
        DataType type,
        ReadOnlySpan<ArgumentInfo> arguments,
        ref BindingError? error
    ) =>
        type switch
        {
            DataType.Double => new(() => new Doubles(), DataType.Double),
            DataType.UnsignedLong => new(() => new Whole(DataType.UnsignedLong), DataType.UnsignedLong),
            DataType.Dynamic => new(() => new Mixed(), DataType.Dynamic),
            DataType.Null => new(() => new Whole(DataType.Long), DataType.Null),
            _ => new AggregateBinding(() => new Whole(DataType.Long), DataType.Long)
            {
                Trend = AggregateTrend.UpIfNotNegative,
            },
        };

    private sealed class Whole(DataType type) : Accumulator
    {
        private Int128 _sum;
        private bool _any;

        public override void Add(ReadOnlySpan<Value> arguments)
        {
            ref readonly var value = ref arguments[0];
            for (var i = 0; i < value.Count; i++)
            {
                var element = value[i];
                _sum += element.Kind == ValueKind.UnsignedLong ? element.AsUnsignedLong : element.AsLong;
                _any = true;
            }
        }

        public override void Merge(Accumulator other)
        {
            _sum += ((Whole)other)._sum;
            _any |= ((Whole)other)._any;
        }

        public override Value Finish(AggregateContext context)
        {
            if (!_any)
                return Value.Null;
            if (type == DataType.UnsignedLong)
            {
                return _sum <= ulong.MaxValue
                    ? Value.FromUnsignedLong((ulong)_sum)
                    : context.Fail(EvaluationFailure.Arithmetic("unsigned_long overflow"));
            }

            return _sum >= long.MinValue && _sum <= long.MaxValue
                ? Value.FromLong((long)_sum)
                : context.Fail(EvaluationFailure.Arithmetic("long overflow"));
        }
    }

    /// <summary>Values of a field whose type nothing declares: a long if all numbers are whole, else a double; what is no number does not count.</summary>
    private sealed class Mixed : Accumulator
    {
        private readonly Whole _whole = new(DataType.Long);
        private readonly Doubles _doubles = new();
        private bool _isDouble;

        public override long SizeBytes => 32 + _whole.SizeBytes + _doubles.SizeBytes;

        public override void Add(ReadOnlySpan<Value> arguments)
        {
            ref readonly var value = ref arguments[0];
            for (var i = 0; i < value.Count; i++)
            {
                var element = value[i];
                if (!element.IsNumber)
                    continue;
                if (element.Kind == ValueKind.Double)
                    _isDouble = true;
                else
                    _whole.Add([element]);
                _doubles.Add([element]);
            }
        }

        public override void Merge(Accumulator other)
        {
            var mixed = (Mixed)other;
            _whole.Merge(mixed._whole);
            _doubles.Merge(mixed._doubles);
            _isDouble |= mixed._isDouble;
        }

        public override Value Finish(AggregateContext context) =>
            _isDouble ? _doubles.Finish(context) : _whole.Finish(context);
    }

    private sealed class Doubles : Accumulator
    {
        private readonly ExactSum _sum = new();
        private bool _any;

        public override long SizeBytes => 40 + _sum.SizeBytes;

        public override void Add(ReadOnlySpan<Value> arguments)
        {
            ref readonly var value = ref arguments[0];
            for (var i = 0; i < value.Count; i++)
            {
                _sum.Add(value[i].ToDouble());
                _any = true;
            }
        }

        public override void Merge(Accumulator other)
        {
            _sum.Add(((Doubles)other)._sum);
            _any |= ((Doubles)other)._any;
        }

        public override Value Finish(AggregateContext context) => _any ? context.Finite(_sum.ToDouble()) : Value.Null;
    }
}
