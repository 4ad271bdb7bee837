using Tocsin.Core.Languages.Functions.Numbers;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>An angle in radians from degrees.</summary>
internal sealed class ToRadians : DoubleFunction
{
    public override string Name => "TO_RADIANS";

    public override ManyValuePolicy ManyValues => ManyValuePolicy.EachOfFirst;

    public override FunctionDoc Doc { get; } =
        new(
            "TO_RADIANS(degrees)",
            "An angle in radians from degrees.",
            new FunctionExample("TO_RADIANS(180) == PI()", "true")
        );

    protected override double Compute(double number) => number / 180 * Math.PI;
}
