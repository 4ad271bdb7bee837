namespace Tocsin.Core.Languages.Functions.Conditional;

/// <summary>The largest of all values of all arguments.</summary>
internal sealed class Greatest : ExtremeFunction
{
    public override string Name => "GREATEST";

    public override FunctionDoc Doc { get; } =
        new(
            "GREATEST(value1, …)",
            "The largest of all values; null if one of the arguments is null.",
            new FunctionExample("GREATEST(10, 5, 2.5)", "10.0"),
            new FunctionExample("GREATEST(1, null)", "null")
        );

    protected override bool Wins(int order) => order > 0;
}
