namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Whether the left comes before the right; text by its UTF-8 bytes.</summary>
internal sealed class Less : ComparisonOperator
{
    public override string Name => "<";

    public override FunctionDoc Doc { get; } =
        new(
            "left < right",
            "Whether the left comes before the right; text by its UTF-8 bytes.",
            new FunctionExample("\"B\" < \"a\"", "true"),
            new FunctionExample("2 < 1.5", "false")
        );

    protected override bool Holds(int order) => order < 0;
}
