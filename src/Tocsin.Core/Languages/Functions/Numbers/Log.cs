using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>A logarithm, natural unless a base comes first.</summary>
internal sealed class Log : TypedFunction
{
    private static readonly EvaluationFailure NotPositive = EvaluationFailure.Arithmetic("Log of non-positive number");
    private static readonly EvaluationFailure BaseOne = EvaluationFailure.Arithmetic("Log of base 1");

    public override string Name => "LOG";

    public override FunctionDoc Doc { get; } =
        new(
            "LOG([base,] number)",
            "The logarithm of a number, natural unless a base is given.",
            new FunctionExample("LOG(2.0, 8.0)", "3.0"),
            new FunctionExample("ROUND(LOG(100), 4)", "4.6052"),
            new FunctionExample("LOG(-1)", "null")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("base", TypeSet.Numeric), new("number", TypeSet.Numeric, ParameterTraits.Optional)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(arguments.Length == 1 ? Natural : ToBase, DataType.Double);

    private static Value Natural(CallContext call, ReadOnlySpan<Value> arguments)
    {
        var number = arguments[0].ToDouble();
        return number > 0 ? call.Finite(Math.Log(number)) : call.Fail(NotPositive);
    }

    private static Value ToBase(CallContext call, ReadOnlySpan<Value> arguments)
    {
        var logBase = arguments[0].ToDouble();
        var number = arguments[1].ToDouble();
        if (!(number > 0) || !(logBase > 0))
            return call.Fail(NotPositive);
        // Not Math.Log(number, base): Java divides decimal logarithms, and whole results depend on it.
        return logBase == 1 ? call.Fail(BaseOne) : call.Finite(Math.Log10(number) / Math.Log10(logBase));
    }
}
