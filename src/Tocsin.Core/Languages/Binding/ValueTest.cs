using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>A test of one value: a matcher, or a range of instants that depends on <c>now</c>. Immutable.</summary>
internal sealed class ValueTest
{
    private readonly InstantRange? _range;

    public ValueTest(ValueMatcher matcher) => Matcher = matcher;

    /// <summary>The instants of a range; a matcher where they are known already.</summary>
    public ValueTest(InstantRange range)
    {
        if (range.Date.UsesNow)
        {
            _range = range;
            return;
        }

        var (first, last) = range.At(nowMillis: 0);
        Matcher = new InstantMatcher(first, last);
    }

    /// <summary>The matcher; null where the test depends on <c>now</c>.</summary>
    public ValueMatcher? Matcher { get; }

    /// <summary>Whether a single value passes.</summary>
    public bool Matches(in Value value, long nowMillis)
    {
        if (Matcher is not null)
            return Matcher.Matches(value);
        var (first, last) = _range!.At(nowMillis);
        return InstantMatcher.IsBetween(value, first, last);
    }

    /// <summary>The condition that some value of a field passes.</summary>
    public BoundCondition On(BoundField field, TextSpan span) =>
        Matcher is not null ? new BoundFieldTest(field, Matcher, span) : new BoundDateTest(field, _range!, span);
}

/// <summary>The tests for one written value, by the type of the field that it meets. Thread-safe.</summary>
internal interface IValueTests
{
    /// <summary>The test for a field; null where the field's type cannot hold the value.</summary>
    ValueTest? For(FieldInfo field);
}
