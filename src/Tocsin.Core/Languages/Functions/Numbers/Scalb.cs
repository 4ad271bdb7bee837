using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>A number times a power of two.</summary>
internal sealed class Scalb : TypedFunction
{
    public override string Name => "SCALB";

    public override FunctionDoc Doc { get; } =
        new(
            "SCALB(number, scale)",
            "A number times two to a whole power.",
            new FunctionExample("SCALB(3.0, 10)", "3072.0")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("number", TypeSet.Numeric), new("scale", TypeSet.Whole)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(
            static (call, a) =>
                call.Finite(Math.ScaleB(a[0].ToDouble(), (int)Math.Clamp(a[1].AsLong, -10_000, 10_000))),
            DataType.Double
        );
}
