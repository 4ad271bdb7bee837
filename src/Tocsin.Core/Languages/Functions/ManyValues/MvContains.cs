using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>Whether all values of the second are in the first. A null is the empty set, so the result is never null.</summary>
internal sealed class MvContains : SetFunction
{
    public override string Name => "MV_CONTAINS";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_CONTAINS(field1, field2)",
            "Whether all values of the second are in the first. A null is the empty set, so the result is never null.",
            new FunctionExample("MV_CONTAINS([\"a\", \"b\"], \"a\")", "true"),
            new FunctionExample("MV_CONTAINS(null, \"x\")", "false"),
            new FunctionExample("MV_CONTAINS(\"x\", null)", "true")
        );

    protected override DataType? FixedType => DataType.Boolean;

    protected override Value Combine(in Value first, in Value second) =>
        Value.FromBoolean(ValueSets.ContainsAll(first, second));
}
