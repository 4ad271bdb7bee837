using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>A point on earth from well-known text, longitude first.</summary>
internal sealed class ToGeoPoint : ConversionFunction
{
    public override string Name => "TO_GEOPOINT";

    public override FunctionDoc Doc { get; } =
        new(
            "TO_GEOPOINT(value)",
            "A point on earth from well-known text, longitude first.",
            new FunctionExample("TO_GEOPOINT(\"POINT(13.4 52.5)\")", "POINT (13.4 52.5)")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.String.Or(TypeSet.Of("geo_point", DataType.GeoPoint)))];

    protected override DataType Target => DataType.GeoPoint;
}
