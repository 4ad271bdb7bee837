using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text in lower case, by the full mapping of Unicode; value by value.</summary>
internal sealed class ToLower : TypedFunction
{
    public override string Name => "TO_LOWER";

    public override ManyValuePolicy ManyValues => ManyValuePolicy.EachOfFirst;

    public override FunctionDoc Doc { get; } =
        new(
            "TO_LOWER(string)",
            "A text in lower case, by the full mapping of Unicode; value by value.",
            new FunctionExample("TO_LOWER(\"Some TEXT\")", "some text"),
            new FunctionExample("TO_LOWER([\"A\", \"B\"])", "[a, b]")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => FullCase.ToLower(a[0]), DataType.Keyword);
}
