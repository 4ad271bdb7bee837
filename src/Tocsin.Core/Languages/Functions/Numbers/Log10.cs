using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The logarithm to base 10; null for a number that is not positive.</summary>
internal sealed class Log10 : DoubleFunction
{
    private static readonly EvaluationFailure Undefined = EvaluationFailure.Arithmetic("Log of non-positive number");

    public override string Name => "LOG10";

    public override FunctionDoc Doc { get; } =
        new(
            "LOG10(number)",
            "The logarithm to base 10; null for a number that is not positive.",
            new FunctionExample("LOG10(1000.0)", "3.0"),
            new FunctionExample("LOG10(0)", "null")
        );

    protected override double Compute(double number) => Math.Log10(number);

    protected override EvaluationFailure? Check(double number) => number <= 0 ? Undefined : null;
}
