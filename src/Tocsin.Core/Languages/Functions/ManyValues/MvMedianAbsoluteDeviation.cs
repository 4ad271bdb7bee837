using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The median of the distances from the median.</summary>
internal sealed class MvMedianAbsoluteDeviation : ManyValuesFunction
{
    public override string Name => "MV_MEDIAN_ABSOLUTE_DEVIATION";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_MEDIAN_ABSOLUTE_DEVIATION(number)",
            "The median of the distances from the median.",
            new FunctionExample("MV_MEDIAN_ABSOLUTE_DEVIATION([0, 2, 5, 6])", "2")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("number", TypeSet.Numeric)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var type = arguments[0].Type;
        return new((_, a) => Quantiles.MedianAbsoluteDeviation(Quantiles.ToArray(a[0]), type), type);
    }
}
