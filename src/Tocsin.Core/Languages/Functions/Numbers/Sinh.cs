namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The hyperbolic sine.</summary>
internal sealed class Sinh : DoubleFunction
{
    public override string Name => "SINH";

    public override FunctionDoc Doc { get; } =
        new("SINH(number)", "The hyperbolic sine.", new FunctionExample("SINH(0)", "0.0"));

    protected override double Compute(double number) => Math.Sinh(number);
}
