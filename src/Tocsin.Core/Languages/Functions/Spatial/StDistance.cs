using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Spatial;

/// <summary>The distance of two points: metres on earth, or the length of the straight line in a plane (ES|QL specification, 12.7).</summary>
internal sealed class StDistance : TypedFunction
{
    /// <summary>The mean radius of the earth.</summary>
    private const double EarthRadiusMetres = 6_371_008.7714;

    public override string Name => "ST_DISTANCE";

    public override FunctionDoc Doc { get; } =
        new(
            "ST_DISTANCE(point1, point2)",
            "The distance of two points: metres on earth (haversine), or the length of the straight line in a plane.",
            new FunctionExample(
                "ROUND(ST_DISTANCE(TO_GEOPOINT(\"POINT(12.6493508684508 55.6285017221528)\"), TO_GEOPOINT(\"POINT(12.5683 55.6761)\")))",
                "7340.0"
            ),
            new FunctionExample(
                "ST_DISTANCE(TO_CARTESIANPOINT(\"POINT(0 0)\"), TO_CARTESIANPOINT(\"POINT(3 4)\"))",
                "5.0"
            )
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("point1", TypeSet.Point), new("point2", TypeSet.Point)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (!CommonType.TryFind(Name, arguments, out var type, out error))
            return null;
        return type == DataType.CartesianPoint
            ? new(static (call, a) => call.Finite(double.Hypot(a[0].X - a[1].X, a[0].Y - a[1].Y)), DataType.Double)
            : new(static (call, a) => call.Finite(OnEarth(a[0], a[1])), DataType.Double);
    }

    private static double OnEarth(in Value first, in Value second)
    {
        var latitude1 = double.DegreesToRadians(first.Y);
        var latitude2 = double.DegreesToRadians(second.Y);
        var sinY = Math.Sin((latitude2 - latitude1) / 2);
        var sinX = Math.Sin(double.DegreesToRadians(second.X - first.X) / 2);
        var haversine = sinY * sinY + Math.Cos(latitude1) * Math.Cos(latitude2) * sinX * sinX;
        return 2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(haversine)));
    }
}
