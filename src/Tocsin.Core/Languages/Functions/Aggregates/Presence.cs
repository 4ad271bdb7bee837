using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>Whether there is some value, or none.</summary>
internal abstract class Presence : AggregateFunction
{
    /// <summary>Whether some value makes it true.</summary>
    protected abstract bool WhenPresent { get; }

    public sealed override AggregateBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = CheckCount(arguments, 1, 1);
        if (error is not null)
            return null;
        var whenPresent = WhenPresent;
        return new(() => new Any(whenPresent), DataType.Boolean) { IgnoresRepeats = true };
    }

    private sealed class Any(bool whenPresent) : Accumulator
    {
        private bool _any;

        public override void Add(ReadOnlySpan<Value> arguments) => _any |= !arguments[0].IsNull;

        public override void Merge(Accumulator other) => _any |= ((Any)other)._any;

        public override Value Finish(AggregateContext context) => Value.FromBoolean(_any == whenPresent);
    }
}
