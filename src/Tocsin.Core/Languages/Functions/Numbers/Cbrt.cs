namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The cube root.</summary>
internal sealed class Cbrt : DoubleFunction
{
    public override string Name => "CBRT";

    public override FunctionDoc Doc { get; } =
        new("CBRT(number)", "The cube root.", new FunctionExample("CBRT(27)", "3.0"));

    protected override double Compute(double number)
    {
        // Some libraries are off by a last digit where the root is whole.
        var root = Math.Cbrt(number);
        var whole = Math.Round(root);
        return whole * whole * whole == number ? whole : root;
    }
}
