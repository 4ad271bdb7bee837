using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text from the encoding of web forms; value by value; null where an escape is malformed.</summary>
internal sealed class UrlDecode : TypedFunction
{
    public override string Name => "URL_DECODE";

    public override ManyValuePolicy ManyValues => ManyValuePolicy.EachOfFirst;

    public override FunctionDoc Doc { get; } =
        new(
            "URL_DECODE(string)",
            "A text from the encoding of web forms; value by value; null where an escape is malformed.",
            new FunctionExample("URL_DECODE(\"cat+%2Fetc%2Fpasswd%20-n\")", "cat /etc/passwd -n"),
            new FunctionExample("URL_DECODE(\"100%\")", "null")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (call, a) => FormEncoding.Decode(call, a[0]), DataType.Keyword);
}
