using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The first code points of a text.</summary>
internal sealed class Left : TypedFunction
{
    public override string Name => "LEFT";

    public override FunctionDoc Doc { get; } =
        new(
            "LEFT(string, length)",
            "The first code points of a text.",
            new FunctionExample("LEFT(\"hello\", 3)", "hel"),
            new FunctionExample("LEFT(\"hi\", 9)", "hi")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("string", TypeSet.String), new("length", TypeSet.Integer)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => a[0].Slice(0, Utf8Text.OffsetOf(a[0].AsBytes, a[1].AsInteger)), DataType.Keyword);
}
