namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The angle in radians between the positive x axis and a point.</summary>
internal sealed class Atan2 : TwoDoublesFunction
{
    public override string Name => "ATAN2";

    public override FunctionDoc Doc { get; } =
        new(
            "ATAN2(y, x)",
            "The angle in radians between the positive x axis and a point.",
            new FunctionExample("ATAN2(0, 1)", "0.0")
        );

    protected override double Compute(double first, double second) => Math.Atan2(first, second);
}
