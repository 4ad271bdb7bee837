using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The median of the distances from the median.</summary>
internal sealed class MedianAbsoluteDeviation : NumericAggregate
{
    public override string Name => "MEDIAN_ABSOLUTE_DEVIATION";

    public override FunctionDoc Doc { get; } =
        new(
            "MEDIAN_ABSOLUTE_DEVIATION(number)",
            "The median of the distances from the median.",
            new FunctionExample("ROW a = [1, 2, 4, 9] | STATS MEDIAN_ABSOLUTE_DEVIATION(a)", "1.5")
        );

    protected override AggregateBinding? BindNumeric(
        DataType type,
        ReadOnlySpan<ArgumentInfo> arguments,
        ref BindingError? error
    ) => new(() => new Quantile(static s => s.MedianAbsoluteDeviation()), DataType.Double, Grows: true);
}
