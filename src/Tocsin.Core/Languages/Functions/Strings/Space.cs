using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text of blanks, up to a mebibyte.</summary>
internal sealed class Space : TypedFunction
{
    public override string Name => "SPACE";

    public override FunctionDoc Doc { get; } =
        new(
            "SPACE(number)",
            "A text of blanks, up to a mebibyte.",
            new FunctionExample("CONCAT(\"[\", SPACE(3), \"]\")", "[   ]")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("number", TypeSet.Integer)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (call, a) => Utf8Text.Repeat(call, " "u8, a[0].AsInteger), DataType.Keyword);
}
