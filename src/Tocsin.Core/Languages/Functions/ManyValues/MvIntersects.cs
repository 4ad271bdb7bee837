using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>Whether some value is in both. A null is the empty set, so the result is never null.</summary>
internal sealed class MvIntersects : SetFunction
{
    public override string Name => "MV_INTERSECTS";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_INTERSECTS(field1, field2)",
            "Whether some value is in both. A null is the empty set, so the result is never null.",
            new FunctionExample("MV_INTERSECTS([1, 2], [2, 3])", "true"),
            new FunctionExample("MV_INTERSECTS(null, 1)", "false")
        );

    protected override DataType? FixedType => DataType.Boolean;

    protected override Value Combine(in Value first, in Value second) =>
        Value.FromBoolean(ValueSets.ContainsAny(first, second));
}
