using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The sum of the values, each divided by its position from 1 to a power.</summary>
internal sealed class MvPSeriesWeightedSum : ManyValuesFunction
{
    public override string Name => "MV_PSERIES_WEIGHTED_SUM";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_PSERIES_WEIGHTED_SUM(number, p)",
            "The sum of the values, each divided by its position, counted from 1, to the power of p.",
            new FunctionExample("MV_PSERIES_WEIGHTED_SUM([70.0, 45.0, 21.0], 1)", "99.5")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("number", TypeSet.SignedNumeric), new("p", TypeSet.SignedNumeric)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(OthersSingle(static (call, a) => call.Finite(Sum(a[0], a[1].ToDouble()))), DataType.Double);

    private static double Sum(in Value values, double power)
    {
        var sum = default(DoubleSum);
        for (var i = 0; i < values.Count; i++)
            sum.Add(values[i].ToDouble() / Math.Pow(i + 1, power));
        return sum.Total;
    }
}
