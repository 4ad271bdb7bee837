namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>Whether there is no value.</summary>
internal sealed class Absent : Presence
{
    public override string Name => "ABSENT";

    public override FunctionDoc Doc { get; } =
        new("ABSENT(field)", "Whether there is no value.", new FunctionExample("ROW a = 1 | STATS ABSENT(a)", "false"));

    protected override bool WhenPresent => false;
}
