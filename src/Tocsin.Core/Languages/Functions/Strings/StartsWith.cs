using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>Whether a text starts with another; case matters.</summary>
internal sealed class StartsWith : TypedFunction
{
    public override string Name => "STARTS_WITH";

    public override FunctionDoc Doc { get; } =
        new(
            "STARTS_WITH(string, prefix)",
            "Whether a text starts with another; case matters.",
            new FunctionExample("STARTS_WITH(\"alpha\", \"al\")", "true")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("string", TypeSet.String), new("prefix", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromBoolean(a[0].AsBytes.StartsWith(a[1].AsBytes)), DataType.Boolean);
}
