using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The smallest whole number that is not below a number; whole numbers stay.</summary>
internal sealed class Ceil : TypedFunction
{
    public override string Name => "CEIL";

    public override FunctionDoc Doc { get; } =
        new(
            "CEIL(number)",
            "The smallest whole number that is not below a number; whole numbers stay.",
            new FunctionExample("CEIL(1.2)", "2.0"),
            new FunctionExample("CEIL(3)", "3")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("number", TypeSet.Numeric)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        arguments[0].Type == DataType.Double
            ? new(static (_, a) => Value.FromDouble(Math.Ceiling(a[0].AsDouble)), DataType.Double)
            : new(static (_, a) => a[0], arguments[0].Type);
}
