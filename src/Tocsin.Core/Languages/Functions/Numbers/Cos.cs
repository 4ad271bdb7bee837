namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The cosine of an angle in radians.</summary>
internal sealed class Cos : DoubleFunction
{
    public override string Name => "COS";

    public override FunctionDoc Doc { get; } =
        new("COS(number)", "The cosine of an angle in radians.", new FunctionExample("COS(0)", "1.0"));

    protected override double Compute(double number) => Math.Cos(number);
}
