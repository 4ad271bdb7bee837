using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The first value, in the order of the cell.</summary>
internal sealed class MvFirst : PickFunction
{
    public override string Name => "MV_FIRST";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_FIRST(field)",
            "The first value, in the order of the cell.",
            new FunctionExample("MV_FIRST(SPLIT(\"a;b\", \";\"))", "a")
        );

    protected override Value Pick(in Value field) => field[0];
}
