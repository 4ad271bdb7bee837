namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The hyperbolic tangent.</summary>
internal sealed class Tanh : DoubleFunction
{
    public override string Name => "TANH";

    public override FunctionDoc Doc { get; } =
        new("TANH(number)", "The hyperbolic tangent.", new FunctionExample("TANH(0)", "0.0"));

    protected override double Compute(double number) => Math.Tanh(number);
}
