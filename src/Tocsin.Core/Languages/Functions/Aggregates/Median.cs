using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The number in the middle.</summary>
internal sealed class Median : NumericAggregate
{
    public override string Name => "MEDIAN";

    public override FunctionDoc Doc { get; } =
        new(
            "MEDIAN(number)",
            "The number in the middle.",
            new FunctionExample("ROW a = [1, 2, 4, 9] | STATS MEDIAN(a)", "3.0")
        );

    protected override AggregateBinding? BindNumeric(
        DataType type,
        ReadOnlySpan<ArgumentInfo> arguments,
        ref BindingError? error
    ) => new(() => new Quantile(static s => s.Percentile(50)), DataType.Double, Grows: true);
}
