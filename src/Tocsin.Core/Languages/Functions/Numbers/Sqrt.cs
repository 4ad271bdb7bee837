using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The square root; null for a negative number.</summary>
internal sealed class Sqrt : DoubleFunction
{
    private static readonly EvaluationFailure Undefined = EvaluationFailure.Arithmetic("Square root of negative");

    public override string Name => "SQRT";

    public override FunctionDoc Doc { get; } =
        new(
            "SQRT(number)",
            "The square root; null for a negative number.",
            new FunctionExample("SQRT(100)", "10.0"),
            new FunctionExample("SQRT(-1)", "null")
        );

    protected override double Compute(double number) => Math.Sqrt(number);

    protected override EvaluationFailure? Check(double number) => number < 0 ? Undefined : null;
}
