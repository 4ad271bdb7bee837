namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The length of the hypotenuse over two sides.</summary>
internal sealed class Hypot : TwoDoublesFunction
{
    public override string Name => "HYPOT";

    public override FunctionDoc Doc { get; } =
        new(
            "HYPOT(number1, number2)",
            "The length of the hypotenuse over two sides.",
            new FunctionExample("HYPOT(3, 4)", "5.0")
        );

    protected override double Compute(double first, double second) => double.Hypot(first, second);
}
