using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The population variance of all values.</summary>
internal sealed class Variance : NumericAggregate
{
    public override string Name => "VARIANCE";

    public override FunctionDoc Doc { get; } =
        new(
            "VARIANCE(number)",
            "The population variance of all values.",
            new FunctionExample("ROW a = [1, 3] | STATS VARIANCE(a)", "1.0")
        );

    protected override AggregateBinding? BindNumeric(
        DataType type,
        ReadOnlySpan<ArgumentInfo> arguments,
        ref BindingError? error
    ) => new(() => new Moments.Accumulation(withSquares: true, static m => m.Variance()), DataType.Double);
}
