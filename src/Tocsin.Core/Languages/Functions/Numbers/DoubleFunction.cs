using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>A function of one number that gives a <c>double</c>; a result that is not finite is null with a warning.</summary>
internal abstract class DoubleFunction : TypedFunction
{
    public override IReadOnlyList<Parameter> Parameters { get; } = [new("number", TypeSet.Numeric)];

    /// <summary>Why the function is not defined for a number; null where it is.</summary>
    protected virtual EvaluationFailure? Check(double number) => null;

    /// <summary>The function, where it is defined.</summary>
    protected abstract double Compute(double number);

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(Run, DataType.Double);

    private Value Run(CallContext call, ReadOnlySpan<Value> arguments)
    {
        var number = arguments[0].ToDouble();
        return Check(number) is { } failure ? call.Fail(failure) : call.Finite(Compute(number));
    }
}
