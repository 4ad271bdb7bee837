namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The smallest value.</summary>
internal sealed class Min : Extreme
{
    public override string Name => "MIN";

    public override FunctionDoc Doc { get; } =
        new(
            "MIN(field)",
            "The smallest value; text goes by its bytes.",
            new FunctionExample("ROW a = [2, 1, 3] | STATS MIN(a)", "1")
        );

    protected override bool IsLargest => false;
}
