using System.Runtime.CompilerServices;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>A test of the text of a value; a number, boolean, address or instant is tested by its canonical text.</summary>
internal abstract class TextMatcher : ValueMatcher
{
    /// <summary>Whether a text, UTF-8, passes.</summary>
    public abstract bool MatchesText(ReadOnlySpan<byte> text);

    public sealed override bool Matches(in Value value) =>
        value.Kind == ValueKind.String ? MatchesText(value.AsBytes) : MatchesOther(value);

    // Apart, so that the common case has no stack space to clear.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool MatchesOther(in Value value)
    {
        Span<byte> scratch = stackalloc byte[ValueBytes.ScratchSize];
        return MatchesText(ValueBytes.Of(value, scratch));
    }
}
