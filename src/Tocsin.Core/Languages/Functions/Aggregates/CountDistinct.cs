using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>How many different values there are: exact up to a bound, estimated beyond it.</summary>
/// <remarks>
/// Up to <see cref="ExactMax"/> different values of a group are held and the count is exact. Beyond, they go into a sketch of 64 KiB
/// (<see cref="DistinctSketch"/>) whose standard error is 0.41 %.
/// </remarks>
internal sealed class CountDistinct : AggregateFunction
{
    /// <summary>How many different values a group counts exactly.</summary>
    public const int ExactMax = 200_000;

    public override string Name => "COUNT_DISTINCT";

    public override FunctionDoc Doc { get; } =
        new(
            "COUNT_DISTINCT(field [, precision])",
            "How many different values there are. Exact up to 200,000 in a group, whatever the precision asked for; beyond that "
                + "estimated with a standard error of 0.41 %.",
            new FunctionExample("ROW a = [1, 2, 1] | STATS COUNT_DISTINCT(a)", "2")
        );

    public override AggregateBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = CheckCount(arguments, 1, 2);
        if (error is not null)
            return null;
        var type = arguments[0].Type;
        if (
            type.IsSpatial()
            || type.IsSpan()
            || type is DataType.Source or DataType.Unsupported or DataType.UnsignedLong
        )
            error = WrongType(0, "a type with values that can be counted, not unsigned_long", type);
        else if (arguments.Length == 2 && !arguments[1].IsConstant)
            error = new($"second argument of `{Name}` must be constant", 1);
        else if (arguments.Length == 2 && !arguments[1].Type.IsNumeric() && arguments[1].Type != DataType.Null)
            error = WrongType(1, "a whole number", arguments[1].Type);
        if (error is not null)
            return null;
        return new(() => new Distinct(ExactMax), DataType.Long, Grows: true)
        {
            Trend = AggregateTrend.Up,
            IgnoresRepeats = true,
            CountsValuesUpTo = ExactMax,
        };
    }

    /// <summary>The different values, or the sketch that took their place.</summary>
    internal sealed class Distinct(int exactMax) : Accumulator
    {
        private ValueSet? _values = new();
        private DistinctSketch? _sketch;

        public override long SizeBytes => 48 + (_values?.SizeBytes ?? DistinctSketch.SizeBytes);

        public override void Add(ReadOnlySpan<Value> arguments)
        {
            ref readonly var value = ref arguments[0];
            for (var i = 0; i < value.Count; i++)
                Add(value[i]);
        }

        public override void Merge(Accumulator other)
        {
            var distinct = (Distinct)other;
            if (distinct._values is null)
            {
                Sketch().Merge(distinct._sketch!);
                return;
            }

            if (_values is not null && _values.Count + distinct._values.Count <= exactMax)
            {
                _values.Add(distinct._values);
                return;
            }

            foreach (var value in distinct._values.ToArray())
                Add(value);
        }

        public override Value Finish(AggregateContext context) =>
            Value.FromLong(_values?.Count ?? _sketch!.Estimate(exactMax + 1));

        private void Add(in Value value)
        {
            if (_values is null)
                _sketch!.Add(value);
            else if (_values.Count < exactMax || _values.Contains(value))
                _values.Add(value);
            else
                Sketch().Add(value);
        }

        /// <summary>Whether the sketch is in use is a property of the set of values alone, and so is what it holds.</summary>
        private DistinctSketch Sketch()
        {
            if (_sketch is not null)
                return _sketch;
            _sketch = new();
            foreach (var value in _values!.ToArray())
                _sketch.Add(value);
            _values = null;
            return _sketch;
        }
    }
}
