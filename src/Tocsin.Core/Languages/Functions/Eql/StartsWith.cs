using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>startsWith(s, part)</c>: whether a string begins with another; each begins with the empty one.</summary>
internal sealed class StartsWith(bool ignoresCase)
    : AffixFunction("startsWith", AffixKind.StartsWith, "begins with", "CMD", ignoresCase)
{
    private readonly bool _ignoresCase = ignoresCase;

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        return (_, a) => Value.FromBoolean(EqlText.StartsWith(a[0], a[1], _ignoresCase));
    }
}
