using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The number below which a part of all numbers lies.</summary>
internal sealed class Percentile : NumericAggregate
{
    public override string Name => "PERCENTILE";

    public override FunctionDoc Doc { get; } =
        new(
            "PERCENTILE(number, percent)",
            "The number at percent/100·(n−1) in order, interpolated. Exact up to 100,000 numbers in a group; beyond that off by at "
                + "most 0.5 % of itself.",
            new FunctionExample("ROW a = [1, 2, 3, 4] | STATS PERCENTILE(a, 25)", "1.75")
        );

    protected override int ArgumentCount => 2;

    protected override AggregateBinding? BindNumeric(
        DataType type,
        ReadOnlySpan<ArgumentInfo> arguments,
        ref BindingError? error
    )
    {
        if (!arguments[1].IsConstant || !arguments[1].Constant.IsNumber)
        {
            error = new($"second argument of `{Name}` must be a constant number", 1);
            return null;
        }

        var percent = arguments[1].Constant.ToDouble();
        return new(() => new Quantile(s => s.Percentile(percent)), DataType.Double, Grows: true);
    }
}

/// <summary>An accumulator whose result is read off the ordered numbers.</summary>
internal sealed class Quantile(Func<QuantileSketch, double> result) : Accumulator
{
    private readonly QuantileSketch _sketch = new();

    public override long SizeBytes => 48 + _sketch.SizeBytes;

    public override void Add(ReadOnlySpan<Value> arguments)
    {
        ref readonly var value = ref arguments[0];
        for (var i = 0; i < value.Count; i++)
            _sketch.Add(value[i].ToDouble());
    }

    public override void Merge(Accumulator other) => _sketch.Merge(((Quantile)other)._sketch);

    public override Value Finish(AggregateContext context) =>
        _sketch.Count == 0 ? Value.Null : Value.FromDouble(result(_sketch));
}
