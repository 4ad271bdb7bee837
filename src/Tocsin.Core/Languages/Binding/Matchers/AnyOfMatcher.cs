using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Values that pass one of several matchers, such as a list of patterns.</summary>
internal sealed class AnyOfMatcher(IReadOnlyList<ValueMatcher> matchers) : ValueMatcher
{
    private readonly ValueMatcher[] _matchers = [.. matchers];

    public IReadOnlyList<ValueMatcher> Matchers => _matchers;

    public override string Key { get; } =
        "any (" + string.Join(", ", matchers.Select(m => m.Key).Distinct().Order(StringComparer.Ordinal)) + ")";

    public override bool Matches(in Value value)
    {
        foreach (var matcher in _matchers)
        {
            if (matcher.Matches(value))
                return true;
        }

        return false;
    }
}
