using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>How many values a cell has.</summary>
internal sealed class MvCount : ManyValuesFunction
{
    public override string Name => "MV_COUNT";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_COUNT(field)",
            "How many values there are; null for none.",
            new FunctionExample("MV_COUNT([\"foo\", \"zoo\"])", "2"),
            new FunctionExample("MV_COUNT(null)", "null")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("field", TypeSet.Any)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromInteger(a[0].Count), DataType.Integer);
}
