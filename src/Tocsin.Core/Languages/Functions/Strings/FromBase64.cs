using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The bytes behind base 64, which need not be text; null where it is none.</summary>
internal sealed class FromBase64 : TypedFunction
{
    public override string Name => "FROM_BASE64";

    private static readonly EvaluationFailure Invalid = EvaluationFailure.IllegalArgument("invalid base64 input");

    public override FunctionDoc Doc { get; } =
        new(
            "FROM_BASE64(string)",
            "The bytes behind base 64, which need not be text; null where it is none.",
            new FunctionExample("FROM_BASE64(\"ZWxhc3RpYw==\")", "elastic"),
            new FunctionExample("FROM_BASE64(\"?\")", "null")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(
            static (call, a) =>
                Base64Text.TryDecode(a[0].AsBytes, out var bytes) ? Value.FromUtf8(bytes) : call.Fail(Invalid),
            DataType.Keyword
        );
}
