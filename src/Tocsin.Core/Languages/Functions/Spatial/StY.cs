using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Spatial;

/// <summary>The latitude or y of a point.</summary>
internal sealed class StY : TypedFunction
{
    public override string Name => "ST_Y";

    public override FunctionDoc Doc { get; } =
        new(
            "ST_Y(point)",
            "The latitude or y of a point.",
            new FunctionExample("ST_Y(TO_GEOPOINT(\"POINT(42.97 14.75)\"))", "14.75")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("point", TypeSet.Point)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromDouble(a[0].Y), DataType.Double);
}
