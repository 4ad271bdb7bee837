using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Values equal to a constant: text byte for byte or but for the case of ASCII letters, numbers by value, addresses by address, instants by time.</summary>
internal sealed class EqualsMatcher(Value constant, bool ignoreCase = false) : ValueMatcher
{
    private readonly byte[]? _folded =
        ignoreCase && constant.Kind == ValueKind.String ? AsciiCase.Fold(constant.AsBytes) : null;

    /// <summary>The constant; never null or many.</summary>
    public Value Constant { get; } = constant.ToOwned();

    /// <summary>Whether the case of ASCII letters does not count; always false for what is not text.</summary>
    public bool IgnoreCase => _folded is not null;

    public override string Key => (IgnoreCase ? "==~ " : "== ") + MatcherKey.Of(Constant, IgnoreCase);

    public override bool Matches(in Value value) =>
        _folded is null
            ? ValueComparer.AreEqual(value, Constant)
            : value.Kind == ValueKind.String && AsciiCase.EqualsFolded(value.AsBytes, _folded);
}
