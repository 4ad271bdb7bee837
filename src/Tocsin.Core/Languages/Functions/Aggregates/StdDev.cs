using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The population standard deviation of all values.</summary>
internal sealed class StdDev : NumericAggregate
{
    public override string Name => "STD_DEV";

    public override FunctionDoc Doc { get; } =
        new(
            "STD_DEV(number)",
            "The population standard deviation of all values.",
            new FunctionExample("ROW a = [1, 5] | STATS STD_DEV(a)", "2.0")
        );

    protected override AggregateBinding? BindNumeric(
        DataType type,
        ReadOnlySpan<ArgumentInfo> arguments,
        ref BindingError? error
    ) => new(() => new Moments.Accumulation(withSquares: true, static m => Math.Sqrt(m.Variance())), DataType.Double);
}
