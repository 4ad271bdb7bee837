namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>Euler's number to a power.</summary>
internal sealed class Exp : DoubleFunction
{
    public override string Name => "EXP";

    public override FunctionDoc Doc { get; } =
        new(
            "EXP(number)",
            "Euler's number to a power.",
            new FunctionExample("EXP(0)", "1.0"),
            new FunctionExample("EXP(1000)", "null")
        );

    protected override double Compute(double number) => Math.Exp(number);
}
