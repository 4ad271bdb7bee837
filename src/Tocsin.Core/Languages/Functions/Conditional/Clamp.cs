using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conditional;

/// <summary>A value that is neither below one bound nor above another.</summary>
internal sealed class Clamp : ClampFunction
{
    public override string Name => "CLAMP";

    public override FunctionDoc Doc { get; } =
        new(
            "CLAMP(value, min, max)",
            "A value that is neither below one bound nor above another.",
            new FunctionExample("CLAMP(7, 1, 5)", "5")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.Ordered), new("min", TypeSet.Ordered), new("max", TypeSet.Ordered)];

    protected override Value Pick(ReadOnlySpan<Value> arguments) =>
        Smaller(Larger(arguments[0], arguments[1]), arguments[2]);
}
