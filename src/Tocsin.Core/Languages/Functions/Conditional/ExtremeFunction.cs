using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conditional;

/// <summary>The largest or smallest of all values of all arguments (ES|QL specification, 12.1).</summary>
internal abstract class ExtremeFunction : TypedFunction
{
    public override ManyValuePolicy ManyValues => ManyValuePolicy.Passed;

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("values", TypeSet.Ordered, ParameterTraits.Repeated)];

    /// <summary>Whether a value wins over the best one so far.</summary>
    /// <param name="order">Of the value against the best one.</param>
    protected abstract bool Wins(int order);

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) =>
        Comparison.LiteralTypeAmong(index, types);

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        CommonType.TryFind(Name, arguments, out var type, out error) ? new((_, a) => Pick(a, type), type) : null;

    private Value Pick(ReadOnlySpan<Value> arguments, DataType type)
    {
        var best = Value.Null;
        foreach (ref readonly var raw in arguments)
        {
            var argument = CommonType.Unify(raw, type);
            if (argument.IsNull)
                return Value.Null;
            for (var i = 0; i < argument.Count; i++)
            {
                if (best.IsNull || Wins(ValueComparer.CompareValues(argument[i], best)))
                    best = argument[i];
            }
        }

        return best;
    }
}
