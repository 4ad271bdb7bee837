using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Spatial;

/// <summary>The longitude or x of a point.</summary>
internal sealed class StX : TypedFunction
{
    public override string Name => "ST_X";

    public override FunctionDoc Doc { get; } =
        new(
            "ST_X(point)",
            "The longitude or x of a point.",
            new FunctionExample("ST_X(TO_GEOPOINT(\"POINT(42.97 14.75)\"))", "42.97")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("point", TypeSet.Point)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromDouble(a[0].X), DataType.Double);
}
