namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The value in the row with the smallest sort value.</summary>
internal sealed class First : FirstOrLast
{
    public override string Name => "FIRST";

    public override FunctionDoc Doc { get; } =
        new(
            "FIRST(field [, sort])",
            "The value in the row with the smallest sort value, by default the smallest `@timestamp`; rows without a sort value count last.",
            new FunctionExample("ROW a = [1, 2] | MV_EXPAND a | EVAL b = a * 10 | STATS FIRST(b, a)", "10")
        );

    protected override bool IsLast => false;
}
