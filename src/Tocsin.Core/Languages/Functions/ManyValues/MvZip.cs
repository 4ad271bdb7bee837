using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>Pairs of the texts of two cells, joined by a delimiter; the longer cell's rest stands alone.</summary>
internal sealed class MvZip : ManyValuesFunction
{
    public override string Name => "MV_ZIP";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_ZIP(string1, string2 [, delimiter])",
            "Pairs of texts joined by a delimiter (default a comma); the rest of the longer list stands alone.",
            new FunctionExample("MV_ZIP([\"x\", \"y\", \"z\"], [\"1\", \"2\"], \"-\")", "[x-1, y-2, z]")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new("string1", TypeSet.String),
        new("string2", TypeSet.String),
        new("delimiter", TypeSet.String, ParameterTraits.Optional),
    ];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(Zip, DataType.Keyword);

    private static Value Zip(CallContext call, ReadOnlySpan<Value> arguments)
    {
        var left = arguments[0];
        var right = arguments[1];
        if (arguments.Length > 2 && arguments[2].IsMany)
            return call.Fail(EvaluationFailure.MultiValue);
        var delimiter = arguments.Length > 2 ? arguments[2].AsBytes : ","u8;
        var values = new Value[Math.Max(left.Count, right.Count)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] =
                i >= right.Count ? left[i]
                : i >= left.Count ? right[i]
                : Value.FromUtf8([.. left[i].AsBytes, .. delimiter, .. right[i].AsBytes]);
        }

        return Value.FromMany(values);
    }
}
