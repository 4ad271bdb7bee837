using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>A test of one value, without an event: equality, a set, a range, a pattern.</summary>
/// <remarks>
/// Immutable and thread-safe. Two matchers with the same <see cref="Key"/> give the same answer for every value, so rules can
/// share them. Matching allocates nothing.
/// </remarks>
internal abstract class ValueMatcher
{
    /// <summary>Whether a single value, never null and never many, passes.</summary>
    public abstract bool Matches(in Value value);

    /// <summary>What the matcher is, as text: equal exactly when the matchers are interchangeable. Also shown by <c>rules explain</c>.</summary>
    public abstract string Key { get; }
}
