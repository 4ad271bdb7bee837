using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The smallest value.</summary>
internal sealed class MvMin : PickFunction
{
    public override string Name => "MV_MIN";

    public override FunctionDoc Doc { get; } =
        new("MV_MIN(field)", "The smallest value.", new FunctionExample("MV_MIN([3, 5, 1])", "1"));

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("field", TypeSet.Ordered)];

    protected override Value Pick(in Value field) => ValueSets.Extreme(field, -1);
}
