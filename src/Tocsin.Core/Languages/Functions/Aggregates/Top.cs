using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The smallest or largest values, in that order, with repeats; or another expression's values in their rows.</summary>
internal sealed class Top : AggregateFunction
{
    public override string Name => "TOP";

    public override FunctionDoc Doc { get; } =
        new(
            "TOP(field, count, \"asc\" | \"desc\" [, output])",
            "The smallest or largest values in order, with repeats; with a fourth argument its values in those rows instead.",
            new FunctionExample("ROW a = [1, 3, 3, 2] | STATS TOP(a, 2, \"desc\")", "[3, 3]")
        );

    public override AggregateBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = CheckCount(arguments, 2, 4);
        if (error is not null)
            return null;
        var type = arguments[0].Type;
        if (type.IsSpatial() || type.IsSpan() || type is DataType.Source or DataType.Unsupported)
        {
            error = WrongType(0, "a type with an order", type);
            return null;
        }

        if (
            !arguments[1].IsConstant
            || arguments[1].Constant.Kind != ValueKind.Integer
            || arguments[1].Constant.AsLong < 1
        )
        {
            error = new($"second argument of `{Name}` must be a constant whole number above zero", 1);
            return null;
        }

        var order = "asc";
        if (arguments.Length > 2)
        {
            var given = arguments[2];
            order =
                given.IsConstant && given.Constant.Kind == ValueKind.String
                    ? given.Constant.AsText().ToLowerInvariant()
                    : "";
            if (order is not ("asc" or "desc"))
            {
                error = new($"third argument of `{Name}` must be \"asc\" or \"desc\"", 2);
                return null;
            }
        }

        var count = arguments[1].Constant.AsInteger;
        var isLargest = order == "desc";
        var hasOutput = arguments.Length == 4;
        var output = hasOutput ? arguments[3].Type : type;
        return new(() => new Best(count, isLargest, hasOutput), Same(output), hasOutput ? 4 : 1, Grows: true);
    }

    private sealed class Best(int count, bool isLargest, bool hasOutput) : Accumulator
    {
        private readonly List<(Value Key, Value Output)> _best = [];
        private long _valueBytes;

        public override long SizeBytes => 64 + _valueBytes;

        public override void Add(ReadOnlySpan<Value> arguments)
        {
            ref readonly var value = ref arguments[0];
            for (var i = 0; i < value.Count; i++)
                Offer(value[i], hasOutput ? arguments[3] : value[i]);
        }

        public override void Merge(Accumulator other)
        {
            foreach (var (key, output) in ((Best)other)._best)
                Offer(key, output);
        }

        public override Value Finish(AggregateContext context)
        {
            var values = new List<Value>(_best.Count);
            foreach (var (_, output) in _best)
            {
                for (var i = 0; i < output.Count; i++)
                    values.Add(output[i]);
            }

            return Value.FromMany([.. values]);
        }

        private void Offer(in Value key, in Value output)
        {
            if (_best.Count == count && Compare(key, output, _best[^1]) >= 0)
                return;
            int low = 0,
                high = _best.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (Compare(key, output, _best[middle]) < 0)
                    high = middle;
                else
                    low = middle + 1;
            }

            var owned = (key.ToOwned(), output.ToOwned());
            _best.Insert(low, owned);
            _valueBytes += SizeOf(owned.Item1) + SizeOf(owned.Item2);
            if (_best.Count <= count)
                return;
            _valueBytes -= SizeOf(_best[^1].Key) + SizeOf(_best[^1].Output);
            _best.RemoveAt(_best.Count - 1);
        }

        private int Compare(in Value key, in Value output, in (Value Key, Value Output) other)
        {
            var order = ValueComparer.CompareValues(key, other.Key);
            if (order != 0)
                return isLargest ? -order : order;
            return ValueComparer.CompareValues(output, other.Output);
        }
    }
}
