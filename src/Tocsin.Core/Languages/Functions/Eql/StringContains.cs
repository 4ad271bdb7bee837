using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>stringContains(s, part)</c>: whether a string holds another; false where either is empty.</summary>
/// <remarks>
/// Over a bare field an empty literal is in every value, as in Elasticsearch, which runs that as a wildcard query (EQL
/// specification, 9.8). Wildcards in the literal stand for themselves (9.10).
/// </remarks>
internal sealed class StringContains(bool ignoresCase)
    : AffixFunction("stringContains", AffixKind.Contains, "holds", "D.E", ignoresCase)
{
    private readonly bool _ignoresCase = ignoresCase;

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        return (_, a) =>
            Value.FromBoolean(
                a[0].AsBytes.Length > 0 && a[1].AsBytes.Length > 0 && EqlText.Contains(a[0], a[1], _ignoresCase)
            );
    }
}
