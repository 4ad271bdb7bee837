using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The last value, in the order of the cell.</summary>
internal sealed class MvLast : PickFunction
{
    public override string Name => "MV_LAST";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_LAST(field)",
            "The last value, in the order of the cell.",
            new FunctionExample("MV_LAST(SPLIT(\"a;b\", \";\"))", "b")
        );

    protected override Value Pick(in Value field) => field[field.Count - 1];
}
