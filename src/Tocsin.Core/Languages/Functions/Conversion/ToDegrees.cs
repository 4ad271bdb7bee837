using Tocsin.Core.Languages.Functions.Numbers;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>An angle in degrees from radians.</summary>
internal sealed class ToDegrees : DoubleFunction
{
    public override string Name => "TO_DEGREES";

    public override ManyValuePolicy ManyValues => ManyValuePolicy.EachOfFirst;

    public override FunctionDoc Doc { get; } =
        new(
            "TO_DEGREES(radians)",
            "An angle in degrees from radians.",
            new FunctionExample("ROUND(TO_DEGREES(PI()))", "180.0")
        );

    protected override double Compute(double number) => number / Math.PI * 180;
}
