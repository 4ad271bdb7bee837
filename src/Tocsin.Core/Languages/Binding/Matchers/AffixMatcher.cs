using System.Text;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Values whose text begins with, ends with or contains a literal; an empty literal is in every value.</summary>
internal sealed class AffixMatcher : TextMatcher
{
    private readonly byte[] _wanted;

    public AffixMatcher(AffixKind kind, string literal, bool ignoreCase)
    {
        Kind = kind;
        Literal = literal;
        IgnoreCase = ignoreCase;
        var exact = Encoding.UTF8.GetBytes(literal);
        _wanted = ignoreCase ? AsciiCase.Fold(exact) : exact;
        Key = $"{kind}{(ignoreCase ? "~" : "")} {MatcherKey.Quote(_wanted)}";
    }

    public AffixKind Kind { get; }

    public string Literal { get; }

    /// <summary>Whether the case of ASCII letters does not count.</summary>
    public bool IgnoreCase { get; }

    public override string Key { get; }

    public override bool MatchesText(ReadOnlySpan<byte> text) =>
        Kind switch
        {
            AffixKind.StartsWith => IgnoreCase ? AsciiCase.StartsWithFolded(text, _wanted) : text.StartsWith(_wanted),
            AffixKind.EndsWith => IgnoreCase ? AsciiCase.EndsWithFolded(text, _wanted) : text.EndsWith(_wanted),
            _ => IgnoreCase ? AsciiCase.IndexOfFolded(text, _wanted) >= 0 : text.IndexOf(_wanted) >= 0,
        };
}
