namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>Euler's number.</summary>
internal sealed class EulersNumber : ConstantFunction
{
    public override string Name => "E";

    public override FunctionDoc Doc { get; } =
        new("E()", "Euler's number.", new FunctionExample("ROUND(E(), 4)", "2.7183"));

    protected override double Constant => Math.E;
}
