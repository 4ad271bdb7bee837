using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The value below which a share of the values lies, interpolated.</summary>
internal sealed class MvPercentile : ManyValuesFunction
{
    public override string Name => "MV_PERCENTILE";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_PERCENTILE(number, percentile)",
            "The value below which a percentage of the values lies, interpolated; whole numbers are truncated.",
            new FunctionExample("MV_PERCENTILE([5, 5, 10, 12, 5000], 50)", "10"),
            new FunctionExample("MV_PERCENTILE([1.0, 2.0], 25)", "1.25")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("number", TypeSet.SignedNumeric), new("percentile", TypeSet.SignedNumeric)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var type = arguments[0].Type;
        return new(OthersSingle((call, a) => Compute(call, a, type)), type);
    }

    private static Value Compute(CallContext call, ReadOnlySpan<Value> arguments, DataType type)
    {
        var percent = arguments[1].ToDouble();
        return percent is >= 0 and <= 100
            ? Quantiles.Percentile(Quantiles.ToArray(arguments[0]), percent, type)
            : call.Fail(
                EvaluationFailure.IllegalArgument(
                    $"Percentile parameter must be a number between 0 and 100, found [{ValueText.Format(arguments[1])}]"
                )
            );
    }
}
