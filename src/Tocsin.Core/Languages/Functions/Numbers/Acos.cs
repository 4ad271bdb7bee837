using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The angle in radians of a cosine; null outside of -1 to 1.</summary>
internal sealed class Acos : DoubleFunction
{
    private static readonly EvaluationFailure Undefined = EvaluationFailure.Arithmetic("Acos input out of range");

    public override string Name => "ACOS";

    public override FunctionDoc Doc { get; } =
        new(
            "ACOS(number)",
            "The angle in radians of a cosine; null outside of -1 to 1.",
            new FunctionExample("ACOS(1)", "0.0"),
            new FunctionExample("ACOS(-2)", "null")
        );

    protected override double Compute(double number) => Math.Acos(number);

    protected override EvaluationFailure? Check(double number) => Math.Abs(number) > 1 ? Undefined : null;
}
