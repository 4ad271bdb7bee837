namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The hyperbolic cosine.</summary>
internal sealed class Cosh : DoubleFunction
{
    public override string Name => "COSH";

    public override FunctionDoc Doc { get; } =
        new("COSH(number)", "The hyperbolic cosine.", new FunctionExample("COSH(0)", "1.0"));

    protected override double Compute(double number) => Math.Cosh(number);
}
