using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>Whether a text ends with another; case matters.</summary>
internal sealed class EndsWith : TypedFunction
{
    public override string Name => "ENDS_WITH";

    public override FunctionDoc Doc { get; } =
        new(
            "ENDS_WITH(string, suffix)",
            "Whether a text ends with another; case matters.",
            new FunctionExample("ENDS_WITH(\"alpha\", \"HA\")", "false")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("string", TypeSet.String), new("suffix", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromBoolean(a[0].AsBytes.EndsWith(a[1].AsBytes)), DataType.Boolean);
}
