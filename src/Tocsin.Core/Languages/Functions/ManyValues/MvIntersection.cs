using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The values that are in both, each once, in the order of the first; null if there is none or either is null.</summary>
internal sealed class MvIntersection : SetFunction
{
    public override string Name => "MV_INTERSECTION";

    public override NullPolicy Nulls => NullPolicy.GivesNull;

    public override FunctionDoc Doc { get; } =
        new(
            "MV_INTERSECTION(field1, field2)",
            "The values that are in both, each once, in the order of the first; null if there is none or either is null.",
            new FunctionExample("MV_INTERSECTION([1, 2, 3], [3, 2])", "[2, 3]"),
            new FunctionExample("MV_INTERSECTION([\"a\"], [\"x\"])", "null")
        );

    protected override Value Combine(in Value first, in Value second) => ValueSets.Select(first, second, areIn: true);
}
