using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The values of both, each once. A null is the empty set.</summary>
internal sealed class MvUnion : SetFunction
{
    public override string Name => "MV_UNION";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_UNION(field1, field2)",
            "The values of both, each once. A null is the empty set.",
            new FunctionExample("MV_UNION([1, 2], [2, 3])", "[1, 2, 3]")
        );

    protected override Value Combine(in Value first, in Value second) =>
        ValueSets.Distinct(ValueSets.Append(first, second));
}
