using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text in upper case, by the full mapping of Unicode; value by value.</summary>
internal sealed class ToUpper : TypedFunction
{
    public override string Name => "TO_UPPER";

    public override ManyValuePolicy ManyValues => ManyValuePolicy.EachOfFirst;

    public override FunctionDoc Doc { get; } =
        new(
            "TO_UPPER(string)",
            "A text in upper case, by the full mapping of Unicode; value by value.",
            new FunctionExample("TO_UPPER(\"Some text\")", "SOME TEXT"),
            new FunctionExample("TO_UPPER(\"straße\")", "STRASSE")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => FullCase.ToUpper(a[0]), DataType.Keyword);
}
