using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text without white space at its ends.</summary>
internal sealed class Trim : TypedFunction
{
    public override string Name => "TRIM";

    public override FunctionDoc Doc { get; } =
        new(
            "TRIM(string)",
            "A text without white space at its ends.",
            new FunctionExample("TRIM(\"  some text \")", "some text")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Utf8Text.Trim(a[0], atStart: true, atEnd: true), DataType.Keyword);
}
