using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The value in the middle; of an even number of values the mean of the two there, rounded down for whole numbers.</summary>
internal sealed class MvMedian : ManyValuesFunction
{
    public override string Name => "MV_MEDIAN";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_MEDIAN(number)",
            "The value in the middle; of an even number of values the mean of the two there, rounded down for whole numbers.",
            new FunctionExample("MV_MEDIAN([3, 5, 1])", "3"),
            new FunctionExample("MV_MEDIAN([3, 7, 1, 6])", "4")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("number", TypeSet.Numeric)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var type = arguments[0].Type;
        return new((_, a) => Quantiles.Median(Quantiles.ToArray(a[0]), type), type);
    }
}
