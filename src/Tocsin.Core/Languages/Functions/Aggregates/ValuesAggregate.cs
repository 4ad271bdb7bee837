using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The different values, sorted.</summary>
/// <remarks>The reference leaves the order open; sorted output makes results reproducible (ES|QL specification, 5.9).</remarks>
internal sealed class ValuesAggregate : AggregateFunction
{
    public override string Name => "VALUES";

    public override FunctionDoc Doc { get; } =
        new(
            "VALUES(field)",
            "The different values as one cell, in ascending order; null if there are none.",
            new FunctionExample("ROW a = [2, 1, 2] | STATS VALUES(a)", "[1, 2]")
        );

    public override AggregateBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = CheckCount(arguments, 1, 1);
        if (error is not null)
            return null;
        var type = arguments[0].Type;
        if (type.IsSpan() || type is DataType.Source or DataType.Unsupported)
        {
            error = WrongType(0, "a type with values", type);
            return null;
        }

        return new(() => new Distinct(), Same(type), Grows: true) { IgnoresRepeats = true };
    }

    private sealed class Distinct : Accumulator
    {
        private readonly ValueSet _values = new();

        public override long SizeBytes => 32 + _values.SizeBytes;

        public override void Add(ReadOnlySpan<Value> arguments)
        {
            ref readonly var value = ref arguments[0];
            for (var i = 0; i < value.Count; i++)
                _values.Add(value[i]);
        }

        public override void Merge(Accumulator other) => _values.Add(((Distinct)other)._values);

        public override Value Finish(AggregateContext context)
        {
            var values = _values.ToArray();
            Array.Sort(values, ValueComparer.Instance);
            return Value.FromMany(values);
        }
    }
}
