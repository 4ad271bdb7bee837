namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The largest value.</summary>
internal sealed class Max : Extreme
{
    public override string Name => "MAX";

    public override FunctionDoc Doc { get; } =
        new(
            "MAX(field)",
            "The largest value; text goes by its bytes.",
            new FunctionExample("ROW a = [2, 1, 3] | STATS MAX(a)", "3")
        );

    protected override bool IsLargest => true;
}
