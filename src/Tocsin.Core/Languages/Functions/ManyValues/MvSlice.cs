using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The values from one position to another, both included, counted from 0 or from the end (ES|QL specification, 12.4).</summary>
internal sealed class MvSlice : ManyValuesFunction
{
    private static readonly EvaluationFailure Reversed = EvaluationFailure.InvalidArgument(
        "Start offset is greater than end offset"
    );
    private static readonly EvaluationFailure MixedSigns = EvaluationFailure.InvalidArgument(
        "Start and end offset have different signs"
    );

    public override string Name => "MV_SLICE";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_SLICE(field, start [, end])",
            "The values from a start to an end (default: the start), both included, counted from 0, or from the end if negative.",
            new FunctionExample("MV_SLICE([1, 2, 2, 3], 1)", "2"),
            new FunctionExample("MV_SLICE([1, 2, 2, 3], -3, -1)", "[2, 2, 3]"),
            new FunctionExample("MV_SLICE([1, 2, 2, 3], 0, 100)", "[1, 2, 2, 3]")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("field", TypeSet.Any), new("start", TypeSet.Integer), new("end", TypeSet.Integer, ParameterTraits.Optional)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(OthersSingle(Slice), arguments[0].Type.ResultType());

    private static Value Slice(CallContext call, ReadOnlySpan<Value> arguments)
    {
        var field = arguments[0];
        var start = arguments[1].AsInteger;
        var end = arguments.Length > 2 ? arguments[2].AsInteger : start;
        if (start > end)
            return call.Fail(Reversed);
        if (start < 0 && end >= 0)
            return call.Fail(MixedSigns);
        var from = start < 0 ? Math.Max(0, field.Count + start) : start;
        var until = end < 0 ? field.Count + end : Math.Min(end, field.Count - 1);
        if (from > until)
            return Value.Null;
        return field.IsMany ? Value.FromMany(field.AsMany.Slice(from, until - from + 1).ToArray()) : field;
    }
}
