namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The ratio of a circle's circumference to its diameter.</summary>
internal sealed class Pi : ConstantFunction
{
    public override string Name => "PI";

    public override FunctionDoc Doc { get; } =
        new(
            "PI()",
            "The ratio of a circle's circumference to its diameter.",
            new FunctionExample("ROUND(PI(), 4)", "3.1416")
        );

    protected override double Constant => Math.PI;
}
