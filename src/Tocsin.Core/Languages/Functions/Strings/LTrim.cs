using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text without white space in front.</summary>
internal sealed class LTrim : TypedFunction
{
    public override string Name => "LTRIM";

    public override FunctionDoc Doc { get; } =
        new("LTRIM(string)", "A text without white space in front.", new FunctionExample("LTRIM(\"  x\")", "x"));

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Utf8Text.Trim(a[0], atStart: true, atEnd: false), DataType.Keyword);
}
