using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>endsWith(s, part)</c>: whether a string ends with another; each ends with the empty one.</summary>
internal sealed class EndsWith(bool ignoresCase)
    : AffixFunction("endsWith", AffixKind.EndsWith, "ends with", ".EXE", ignoresCase)
{
    private readonly bool _ignoresCase = ignoresCase;

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        return (_, a) => Value.FromBoolean(EqlText.EndsWith(a[0], a[1], _ignoresCase));
    }
}
