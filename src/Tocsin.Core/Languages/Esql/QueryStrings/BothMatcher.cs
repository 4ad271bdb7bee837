using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.QueryStrings;

/// <summary>Values that pass two tests: both bounds of a range hold for one and the same value.</summary>
internal sealed class BothMatcher(ValueMatcher first, ValueMatcher second) : ValueMatcher
{
    public override string Key => $"({first.Key}) and ({second.Key})";

    public override bool Matches(in Value value) => first.Matches(value) && second.Matches(value);
}
