using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>How many code points a text has.</summary>
internal sealed class Length : TypedFunction
{
    public override string Name => "LENGTH";

    public override FunctionDoc Doc { get; } =
        new("LENGTH(string)", "How many code points a text has.", new FunctionExample("LENGTH(\"🔥\")", "1"));

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromInteger(Utf8Text.CountCodePoints(a[0].AsBytes)), DataType.Integer);
}
