using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The mean of all values.</summary>
internal sealed class MvAvg : ManyValuesFunction
{
    public override string Name => "MV_AVG";

    public override FunctionDoc Doc { get; } =
        new("MV_AVG(number)", "The mean of all values.", new FunctionExample("MV_AVG([3, 5, 1, 6])", "3.75"));

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("number", TypeSet.Numeric)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (call, a) => call.Finite(DoubleSum.Of(a[0]) / a[0].Count), DataType.Double);
}
