using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text some number of times, up to a mebibyte.</summary>
internal sealed class Repeat : TypedFunction
{
    public override string Name => "REPEAT";

    public override FunctionDoc Doc { get; } =
        new(
            "REPEAT(string, number)",
            "A text some number of times, up to a mebibyte.",
            new FunctionExample("REPEAT(\"ab\", 3)", "ababab"),
            new FunctionExample("REPEAT(\"ab\", -1)", "null")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("string", TypeSet.String), new("number", TypeSet.Integer)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (call, a) => Utf8Text.Repeat(call, a[0].AsBytes, a[1].AsInteger), DataType.Keyword);
}
