using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The values of the first that are not in the second, each once. A null is the empty set.</summary>
internal sealed class MvDifference : SetFunction
{
    public override string Name => "MV_DIFFERENCE";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_DIFFERENCE(field1, field2)",
            "The values of the first that are not in the second, each once. A null is the empty set.",
            new FunctionExample("MV_DIFFERENCE([1, 2, 3], [2])", "[1, 3]")
        );

    protected override Value Combine(in Value first, in Value second) => ValueSets.Select(first, second, areIn: false);
}
