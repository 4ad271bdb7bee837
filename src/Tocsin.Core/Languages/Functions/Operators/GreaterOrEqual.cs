namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Whether the left does not come before the right.</summary>
internal sealed class GreaterOrEqual : ComparisonOperator
{
    public override string Name => ">=";

    public override FunctionDoc Doc { get; } =
        new(
            "left >= right",
            "Whether the left does not come before the right.",
            new FunctionExample("TO_DATETIME(\"2024-01-01\") >= \"2024\"", "true")
        );

    protected override bool Holds(int order) => order >= 0;
}
