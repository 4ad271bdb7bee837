using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conditional;

/// <summary>A value that is not above a bound.</summary>
internal sealed class ClampMax : ClampFunction
{
    public override string Name => "CLAMP_MAX";

    public override FunctionDoc Doc { get; } =
        new("CLAMP_MAX(value, max)", "A value that is not above a bound.", new FunctionExample("CLAMP_MAX(7, 5)", "5"));

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.Ordered), new("max", TypeSet.Ordered)];

    protected override Value Pick(ReadOnlySpan<Value> arguments) => Smaller(arguments[0], arguments[1]);
}
