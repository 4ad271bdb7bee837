namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The sine of an angle in radians.</summary>
internal sealed class Sin : DoubleFunction
{
    public override string Name => "SIN";

    public override FunctionDoc Doc { get; } =
        new("SIN(number)", "The sine of an angle in radians.", new FunctionExample("SIN(0)", "0.0"));

    protected override double Compute(double number) => Math.Sin(number);
}
