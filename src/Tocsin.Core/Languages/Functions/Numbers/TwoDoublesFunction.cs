using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>A function of two numbers that gives a <c>double</c>; a result that is not finite is null with a warning.</summary>
internal abstract class TwoDoublesFunction : TypedFunction
{
    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("number1", TypeSet.Numeric), new("number2", TypeSet.Numeric)];

    /// <summary>The function.</summary>
    protected abstract double Compute(double first, double second);

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new((call, a) => call.Finite(Compute(a[0].ToDouble(), a[1].ToDouble())), DataType.Double);
}
