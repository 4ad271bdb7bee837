namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>A number to a power.</summary>
internal sealed class Pow : TwoDoublesFunction
{
    public override string Name => "POW";

    public override FunctionDoc Doc { get; } =
        new(
            "POW(base, exponent)",
            "A number to a power.",
            new FunctionExample("POW(2, 10)", "1024.0"),
            new FunctionExample("POW(10, 400)", "null")
        );

    protected override double Compute(double first, double second) => Math.Pow(first, second);
}
