namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The ratio of a circle's circumference to its radius.</summary>
internal sealed class Tau : ConstantFunction
{
    public override string Name => "TAU";

    public override FunctionDoc Doc { get; } =
        new(
            "TAU()",
            "The ratio of a circle's circumference to its radius.",
            new FunctionExample("ROUND(TAU(), 4)", "6.2832")
        );

    protected override double Constant => Math.Tau;
}
