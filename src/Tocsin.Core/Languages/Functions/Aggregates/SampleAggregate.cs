using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>Some of the values.</summary>
/// <remarks>The reference draws at random. Here those are drawn whose fixed hash is smallest, so that a run can be repeated and parts can be merged.</remarks>
internal sealed class SampleAggregate : AggregateFunction
{
    public override string Name => "SAMPLE";

    public override FunctionDoc Doc { get; } =
        new(
            "SAMPLE(field, count)",
            "At most so many of the values, with repeats; which ones depends on the values alone.",
            new FunctionExample("ROW a = [7, 7] | STATS SAMPLE(a, 1)", "7")
        );

    public override AggregateBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = CheckCount(arguments, 2, 2);
        if (error is not null)
            return null;
        var type = arguments[0].Type;
        if (
            !arguments[1].IsConstant
            || arguments[1].Constant.Kind != ValueKind.Integer
            || arguments[1].Constant.AsLong < 1
        )
            error = new($"second argument of `{Name}` must be a constant whole number above zero", 1);
        else if (type.IsSpan() || type is DataType.Source or DataType.Unsupported)
            error = WrongType(0, "a type with values", type);
        if (error is not null)
            return null;
        var count = arguments[1].Constant.AsInteger;
        return new(() => new Drawn(count), Same(type), Grows: true);
    }

    private sealed class Drawn(int count) : Accumulator
    {
        private readonly SortedDictionary<(ulong Hash, Value Value), int> _values = new(
            Comparer<(ulong Hash, Value Value)>.Create(
                static (x, y) =>
                    x.Hash != y.Hash ? x.Hash.CompareTo(y.Hash) : ValueComparer.CompareValues(x.Value, y.Value)
            )
        );

        private long _total;

        public override long SizeBytes => 96 + 128L * _values.Count;

        public override void Add(ReadOnlySpan<Value> arguments)
        {
            ref readonly var value = ref arguments[0];
            for (var i = 0; i < value.Count; i++)
                Offer(value[i], 1);
        }

        public override void Merge(Accumulator other)
        {
            foreach (var (key, repeats) in ((Drawn)other)._values)
                Offer(key.Value, repeats);
        }

        public override Value Finish(AggregateContext context)
        {
            var drawn = new List<Value>();
            foreach (var (key, repeats) in _values)
            {
                for (var i = 0; i < repeats && drawn.Count < count; i++)
                    drawn.Add(key.Value);
            }

            return Value.FromMany([.. drawn]);
        }

        private void Offer(in Value value, int repeats)
        {
            var hash = StableHash.Of(System.Text.Encoding.UTF8.GetBytes(ValueText.Format(value)));
            var key = (hash, value.ToOwned());
            var known = _values.GetValueOrDefault(key);
            var added = Math.Min(count - known, repeats);
            _values[key] = known + added;
            _total += added;
            while (_total > count && _values.Last() is var last && _total - last.Value >= count)
            {
                _values.Remove(last.Key);
                _total -= last.Value;
            }
        }
    }
}
