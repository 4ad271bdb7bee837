namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The tangent of an angle in radians.</summary>
internal sealed class Tan : DoubleFunction
{
    public override string Name => "TAN";

    public override FunctionDoc Doc { get; } =
        new("TAN(number)", "The tangent of an angle in radians.", new FunctionExample("TAN(0)", "0.0"));

    protected override double Compute(double number) => Math.Tan(number);
}
