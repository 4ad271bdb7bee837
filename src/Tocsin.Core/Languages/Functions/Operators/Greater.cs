namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Whether the left comes after the right.</summary>
internal sealed class Greater : ComparisonOperator
{
    public override string Name => ">";

    public override FunctionDoc Doc { get; } =
        new(
            "left > right",
            "Whether the left comes after the right.",
            new FunctionExample("TO_IP(\"10.0.0.2\") > \"10.0.0.1\"", "true")
        );

    protected override bool Holds(int order) => order > 0;
}
