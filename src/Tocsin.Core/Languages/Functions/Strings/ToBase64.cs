using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The bytes of a text in base 64.</summary>
internal sealed class ToBase64 : TypedFunction
{
    public override string Name => "TO_BASE64";

    public override FunctionDoc Doc { get; } =
        new(
            "TO_BASE64(string)",
            "The bytes of a text in base 64.",
            new FunctionExample("TO_BASE64(\"elastic\")", "ZWxhc3RpYw==")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromText(Convert.ToBase64String(a[0].AsBytes)), DataType.Keyword);
}
