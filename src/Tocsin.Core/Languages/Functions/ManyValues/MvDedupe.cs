using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The values without repeats, in the order of their first appearance.</summary>
internal sealed class MvDedupe : PickFunction
{
    public override string Name => "MV_DEDUPE";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_DEDUPE(field)",
            "The values without repeats, in the order of their first appearance.",
            new FunctionExample("MV_DEDUPE([\"foo\", \"bar\", \"foo\"])", "[foo, bar]")
        );

    protected override Value Pick(in Value field) => ValueSets.Distinct(field);
}
