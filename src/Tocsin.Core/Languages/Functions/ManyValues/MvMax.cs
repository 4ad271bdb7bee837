using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The largest value.</summary>
internal sealed class MvMax : PickFunction
{
    public override string Name => "MV_MAX";

    public override FunctionDoc Doc { get; } =
        new("MV_MAX(field)", "The largest value.", new FunctionExample("MV_MAX([\"foo\", \"zoo\", \"bar\"])", "zoo"));

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("field", TypeSet.Ordered)];

    protected override Value Pick(in Value field) => ValueSets.Extreme(field, 1);
}
