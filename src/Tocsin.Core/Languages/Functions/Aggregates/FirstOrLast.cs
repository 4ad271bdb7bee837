using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The value in the row with the smallest or largest sort value.</summary>
/// <remarks>
/// The whole cell of that row, null included. Rows whose sort value is null count only if all are. Among rows with the same sort value one with a value
/// beats one without, then the smallest value (<c>FIRST</c>) or the largest (<c>LAST</c>): the reference leaves that open. Without a second argument the
/// binder adds <c>@timestamp</c>.
/// </remarks>
internal abstract class FirstOrLast : AggregateFunction
{
    /// <summary>Whether the largest sort value decides.</summary>
    protected abstract bool IsLast { get; }

    public sealed override AggregateBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = CheckCount(arguments, 2, 2);
        if (error is not null)
            return null;
        for (var i = 0; i < 2; i++)
        {
            var type = arguments[i].Type;
            if (type.IsSpan() || type is DataType.Source or DataType.Unsupported || (i == 1 && type.IsSpatial()))
            {
                error = WrongType(i, i == 0 ? "a type with values" : "a type with an order", type);
                return null;
            }
        }

        var isLast = IsLast;
        return new(() => new Best(isLast), Same(arguments[0].Type), 2, Grows: true);
    }

    private sealed class Best(bool isLast) : Accumulator
    {
        private bool _any;
        private Value _value;
        private Value _sort;

        public override long SizeBytes => 96 + SizeOf(_value) + SizeOf(_sort);

        public override void Add(ReadOnlySpan<Value> arguments) => Offer(arguments[0], Extreme(arguments[1]));

        public override void Merge(Accumulator other)
        {
            var best = (Best)other;
            if (best._any)
                Offer(best._value, best._sort);
        }

        public override Value Finish(AggregateContext context) => _value;

        private void Offer(in Value value, in Value sort)
        {
            if (_any && !IsBetter(value, sort))
                return;
            _any = true;
            _value = value.ToOwned();
            _sort = sort.ToOwned();
        }

        private bool IsBetter(in Value value, in Value sort)
        {
            if (sort.IsNull != _sort.IsNull)
                return _sort.IsNull;
            var order = ValueComparer.CompareValues(sort, _sort);
            if (order != 0)
                return isLast ? order > 0 : order < 0;
            if (value.IsNull || _value.IsNull)
                return _value.IsNull && !value.IsNull;
            order = ValueComparer.CompareValues(value, _value);
            return isLast ? order > 0 : order < 0;
        }

        /// <summary>Several sort values count as the one that makes the row come first or last.</summary>
        private Value Extreme(in Value sort)
        {
            if (!sort.IsMany)
                return sort;
            var extreme = sort[0];
            foreach (ref readonly var element in sort.AsMany)
            {
                var order = ValueComparer.CompareValues(element, extreme);
                if (isLast ? order > 0 : order < 0)
                    extreme = element;
            }

            return extreme;
        }
    }
}
