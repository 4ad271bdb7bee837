namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Whether the left does not come after the right.</summary>
internal sealed class LessOrEqual : ComparisonOperator
{
    public override string Name => "<=";

    public override FunctionDoc Doc { get; } =
        new("left <= right", "Whether the left does not come after the right.", new FunctionExample("2 <= 2", "true"));

    protected override bool Holds(int order) => order <= 0;
}
