using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conditional;

/// <summary>A value that is not below a bound.</summary>
internal sealed class ClampMin : ClampFunction
{
    public override string Name => "CLAMP_MIN";

    public override FunctionDoc Doc { get; } =
        new("CLAMP_MIN(value, min)", "A value that is not below a bound.", new FunctionExample("CLAMP_MIN(0, 1)", "1"));

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.Ordered), new("min", TypeSet.Ordered)];

    protected override Value Pick(ReadOnlySpan<Value> arguments) => Larger(arguments[0], arguments[1]);
}
