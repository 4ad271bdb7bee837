using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>Whether a text holds another; case matters.</summary>
internal sealed class Contains : TypedFunction
{
    public override string Name => "CONTAINS";

    public override FunctionDoc Doc { get; } =
        new(
            "CONTAINS(string, substring)",
            "Whether a text holds another; case matters.",
            new FunctionExample("CONTAINS(\"hello\", \"ll\")", "true")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("string", TypeSet.String), new("substring", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromBoolean(a[0].AsBytes.IndexOf(a[1].AsBytes) >= 0), DataType.Boolean);
}
