using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The mean of numbers, each with a weight.</summary>
internal sealed class WeightedAvg : AggregateFunction
{
    public override string Name => "WEIGHTED_AVG";

    public override FunctionDoc Doc { get; } =
        new(
            "WEIGHTED_AVG(number, weight)",
            "The mean of numbers, each with a weight; rows with several values in either are passed over with a warning.",
            new FunctionExample("ROW a = [1, 4] | MV_EXPAND a | STATS WEIGHTED_AVG(a, a)", "3.4")
        );

    public override AggregateBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = CheckCount(arguments, 2, 2);
        for (var i = 0; error is null && i < 2; i++)
        {
            if (!arguments[i].Type.IsNumeric() && arguments[i].Type is not (DataType.Null or DataType.Dynamic))
                error = WrongType(i, "numeric", arguments[i].Type);
        }

        return error is not null
            ? null
            : new(() => new Weighted(), DataType.Double, 2) { ReadAs = [DataType.Double, DataType.Double] };
    }

    private sealed class Weighted : Accumulator
    {
        private readonly ExactSum _products = new();
        private readonly ExactSum _weights = new();
        private bool _any;
        private bool _sawMany;

        public override long SizeBytes => 56 + _products.SizeBytes + _weights.SizeBytes;

        public override void Add(ReadOnlySpan<Value> arguments)
        {
            if (arguments[0].IsNull || arguments[1].IsNull)
                return;
            if (arguments[0].IsMany || arguments[1].IsMany)
            {
                _sawMany = true;
                return;
            }

            _any = true;
            _products.AddProduct(arguments[0].ToDouble(), arguments[1].ToDouble());
            _weights.Add(arguments[1].ToDouble());
        }

        public override void Merge(Accumulator other)
        {
            var weighted = (Weighted)other;
            _products.Add(weighted._products);
            _weights.Add(weighted._weights);
            _any |= weighted._any;
            _sawMany |= weighted._sawMany;
        }

        public override Value Finish(AggregateContext context)
        {
            if (_sawMany)
                context.Fail(EvaluationFailure.MultiValue);
            if (!_any)
                return Value.Null;
            var weights = _weights.ToDouble();
            return weights == 0
                ? context.Fail(EvaluationFailure.Arithmetic("/ by zero"))
                : context.Finite(_products.ToDouble() / weights);
        }
    }
}
