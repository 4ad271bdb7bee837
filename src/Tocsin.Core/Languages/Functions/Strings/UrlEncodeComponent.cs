using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text in the encoding of web forms, a blank as %20; value by value.</summary>
internal sealed class UrlEncodeComponent : TypedFunction
{
    public override string Name => "URL_ENCODE_COMPONENT";

    public override ManyValuePolicy ManyValues => ManyValuePolicy.EachOfFirst;

    public override FunctionDoc Doc { get; } =
        new(
            "URL_ENCODE_COMPONENT(string)",
            "A text in the encoding of web forms, a blank as %20; value by value.",
            new FunctionExample("URL_ENCODE_COMPONENT(\"a b\")", "a%20b")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => FormEncoding.Encode(a[0], "%20"u8), DataType.Keyword);
}
