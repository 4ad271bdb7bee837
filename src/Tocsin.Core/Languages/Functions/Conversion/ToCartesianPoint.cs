using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A point in a plane from well-known text.</summary>
internal sealed class ToCartesianPoint : ConversionFunction
{
    public override string Name => "TO_CARTESIANPOINT";

    public override FunctionDoc Doc { get; } =
        new(
            "TO_CARTESIANPOINT(value)",
            "A point in a plane from well-known text.",
            new FunctionExample("TO_CARTESIANPOINT(\"POINT(1000 2.5)\")", "POINT (1000.0 2.5)")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.String.Or(TypeSet.Of("cartesian_point", DataType.CartesianPoint)))];

    protected override DataType Target => DataType.CartesianPoint;
}
