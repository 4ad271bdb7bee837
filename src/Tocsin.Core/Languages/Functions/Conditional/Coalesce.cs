using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conditional;

/// <summary>The first argument that is not null; those behind it are not evaluated (ES|QL specification, 12.1).</summary>
internal sealed class Coalesce : TypedFunction, ILazyFunction
{
    public override string Name => "COALESCE";

    public override NullPolicy Nulls => NullPolicy.Passed;

    public override ManyValuePolicy ManyValues => ManyValuePolicy.Passed;

    public override FunctionDoc Doc { get; } =
        new(
            "COALESCE(value1, …)",
            "The first argument that is not null.",
            new FunctionExample("COALESCE(null, \"b\", \"c\")", "b"),
            new FunctionExample("COALESCE(1, 2.5)", "1.0")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("values", TypeSet.Any, ParameterTraits.Repeated)];

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) =>
        Comparison.LiteralTypeAmong(index, types);

    public Value Evaluate(EvalContext context, BoundCall call)
    {
        foreach (var argument in call.Children)
        {
            var value = argument.Evaluate(context);
            if (!value.IsNull)
                return CommonType.Unify(value, call.Type);
        }

        return Value.Null;
    }

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (!CommonType.TryFind(Name, arguments, out var type, out error))
            return null;
        return new((_, a) => First(a, type), type);
    }

    private static Value First(ReadOnlySpan<Value> arguments, DataType type)
    {
        foreach (ref readonly var argument in arguments)
        {
            if (!argument.IsNull)
                return CommonType.Unify(argument, type);
        }

        return Value.Null;
    }
}
