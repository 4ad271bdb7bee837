namespace Tocsin.Core.Languages.Functions.Conditional;

/// <summary>The smallest of all values of all arguments.</summary>
internal sealed class Least : ExtremeFunction
{
    public override string Name => "LEAST";

    public override FunctionDoc Doc { get; } =
        new(
            "LEAST(value1, …)",
            "The smallest of all values; null if one of the arguments is null.",
            new FunctionExample("LEAST([10, 4], 5)", "4"),
            new FunctionExample("LEAST(1, null)", "null")
        );

    protected override bool Wins(int order) => order < 0;
}
