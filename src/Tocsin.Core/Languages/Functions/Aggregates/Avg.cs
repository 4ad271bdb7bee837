using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The mean of all values.</summary>
internal sealed class Avg : NumericAggregate
{
    public override string Name => "AVG";

    public override FunctionDoc Doc { get; } =
        new("AVG(number)", "The mean of all values.", new FunctionExample("ROW a = [1, 2, 6] | STATS AVG(a)", "3.0"));

    protected override AggregateBinding? BindNumeric(
        DataType type,
        ReadOnlySpan<ArgumentInfo> arguments,
        ref BindingError? error
    ) => new(() => new Moments.Accumulation(withSquares: false, static m => m.Mean()), DataType.Double);
}
