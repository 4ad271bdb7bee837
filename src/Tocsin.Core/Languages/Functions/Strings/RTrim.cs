using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text without white space behind.</summary>
internal sealed class RTrim : TypedFunction
{
    public override string Name => "RTRIM";

    public override FunctionDoc Doc { get; } =
        new("RTRIM(string)", "A text without white space behind.", new FunctionExample("RTRIM(\"x  \")", "x"));

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Utf8Text.Trim(a[0], atStart: false, atEnd: true), DataType.Keyword);
}
