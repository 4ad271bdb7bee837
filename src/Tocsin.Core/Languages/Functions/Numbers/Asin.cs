using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The angle in radians of a sine; null outside of -1 to 1.</summary>
internal sealed class Asin : DoubleFunction
{
    private static readonly EvaluationFailure Undefined = EvaluationFailure.Arithmetic("Asin input out of range");

    public override string Name => "ASIN";

    public override FunctionDoc Doc { get; } =
        new(
            "ASIN(number)",
            "The angle in radians of a sine; null outside of -1 to 1.",
            new FunctionExample("ASIN(0)", "0.0"),
            new FunctionExample("ASIN(2)", "null")
        );

    protected override double Compute(double number) => Math.Asin(number);

    protected override EvaluationFailure? Check(double number) => Math.Abs(number) > 1 ? Undefined : null;
}
