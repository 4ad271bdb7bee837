namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>1 for a positive number, -1 for a negative one, else 0.</summary>
internal sealed class Signum : DoubleFunction
{
    public override string Name => "SIGNUM";

    public override FunctionDoc Doc { get; } =
        new(
            "SIGNUM(number)",
            "1 for a positive number, -1 for a negative one, else 0.",
            new FunctionExample("SIGNUM(-5)", "-1.0")
        );

    protected override double Compute(double number) =>
        number > 0 ? 1
        : number < 0 ? -1
        : 0;
}
