namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The angle in radians of a tangent.</summary>
internal sealed class Atan : DoubleFunction
{
    public override string Name => "ATAN";

    public override FunctionDoc Doc { get; } =
        new("ATAN(number)", "The angle in radians of a tangent.", new FunctionExample("ATAN(0)", "0.0"));

    protected override double Compute(double number) => Math.Atan(number);
}
