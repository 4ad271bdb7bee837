namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>Whether there is some value.</summary>
internal sealed class Present : Presence
{
    public override string Name => "PRESENT";

    public override FunctionDoc Doc { get; } =
        new(
            "PRESENT(field)",
            "Whether there is some value.",
            new FunctionExample("ROW a = 1 | STATS PRESENT(a)", "true")
        );

    protected override bool WhenPresent => true;
}
