using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A shape on earth from well-known text, which it is kept as.</summary>
internal sealed class ToGeoShape : ConversionFunction
{
    public override string Name => "TO_GEOSHAPE";

    public override FunctionDoc Doc { get; } =
        new(
            "TO_GEOSHAPE(value)",
            "A shape on earth from well-known text, which it is kept as.",
            new FunctionExample("TO_GEOSHAPE(\"POINT (1 2)\")", "POINT (1 2)")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.String.Or(TypeSet.Of("geo_point or geo_shape", DataType.GeoPoint, DataType.GeoShape)))];

    protected override DataType Target => DataType.GeoShape;
}
