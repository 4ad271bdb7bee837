using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text in the encoding of web forms, a blank as +; value by value.</summary>
internal sealed class UrlEncode : TypedFunction
{
    public override string Name => "URL_ENCODE";

    public override ManyValuePolicy ManyValues => ManyValuePolicy.EachOfFirst;

    public override FunctionDoc Doc { get; } =
        new(
            "URL_ENCODE(string)",
            "A text in the encoding of web forms, a blank as +; value by value.",
            new FunctionExample("URL_ENCODE(\"a b&c\")", "a+b%26c")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => FormEncoding.Encode(a[0], "+"u8), DataType.Keyword);
}
