using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The largest whole number that is not above a number; whole numbers stay.</summary>
internal sealed class Floor : TypedFunction
{
    public override string Name => "FLOOR";

    public override FunctionDoc Doc { get; } =
        new(
            "FLOOR(number)",
            "The largest whole number that is not above a number; whole numbers stay.",
            new FunctionExample("FLOOR(-1.2)", "-2.0"),
            new FunctionExample("FLOOR(3)", "3")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("number", TypeSet.Numeric)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        arguments[0].Type == DataType.Double
            ? new(static (_, a) => Value.FromDouble(Math.Floor(a[0].AsDouble)), DataType.Double)
            : new(static (_, a) => a[0], arguments[0].Type);
}
