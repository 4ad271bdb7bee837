namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The value in the row with the largest sort value.</summary>
internal sealed class Last : FirstOrLast
{
    public override string Name => "LAST";

    public override FunctionDoc Doc { get; } =
        new(
            "LAST(field [, sort])",
            "The value in the row with the largest sort value, by default the largest `@timestamp`; rows without a sort value count last.",
            new FunctionExample("ROW a = [1, 2] | MV_EXPAND a | EVAL b = a * 10 | STATS LAST(b, a)", "20")
        );

    protected override bool IsLast => true;
}
