using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A shape in a plane from well-known text, which it is kept as.</summary>
internal sealed class ToCartesianShape : ConversionFunction
{
    public override string Name => "TO_CARTESIANSHAPE";

    public override FunctionDoc Doc { get; } =
        new(
            "TO_CARTESIANSHAPE(value)",
            "A shape in a plane from well-known text, which it is kept as.",
            new FunctionExample("TO_CARTESIANSHAPE(\"POINT (1 2)\")", "POINT (1 2)")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(
            "value",
            TypeSet.String.Or(
                TypeSet.Of("cartesian_point or cartesian_shape", DataType.CartesianPoint, DataType.CartesianShape)
            )
        ),
    ];

    protected override DataType Target => DataType.CartesianShape;
}
