using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Index;

/// <summary>What must hold of a field for a matcher to pass one of its values.</summary>
internal static class MatcherClauses
{
    private const int LiteralBytesMin = 3;

    /// <summary>U+FFFD, which broken bytes read as in expressions: it is not in the text itself.</summary>
    private static readonly byte[] Replacement = [0xEF, 0xBF, 0xBD];

    /// <summary>The clauses of a test of a field's values.</summary>
    /// <param name="field">The field.</param>
    /// <param name="matcher">The test.</param>
    public static Clause[] Of(BoundField field, ValueMatcher matcher) =>
        matcher switch
        {
            EqualsMatcher equal => ClauseList.One(OfConstant(field, equal.Constant)),
            InMatcher set => OfConstants(field, set.Constants),
            AsWrittenMatcher written => ClauseList.One(
                Atom.OfText(field, AsciiCase.Fold(written.Text)),
                Atom.Of(AtomKind.NoText, field)
            ),
            WildcardMatcher wildcard => OfPattern(field, wildcard.Pattern),
            AffixMatcher affix => OfLiteral(field, Encoded(affix.Literal), affix.Kind),
            RegexMatcher regex => OfLiterals(field, regex.Regex.RequiredLiterals),
            WordsMatcher words => OfWords(field, words),
            AnyOfMatcher any => ClauseList.Any([.. any.Matchers.Select(m => Of(field, m))]),
            _ => Present(field),
        };

    /// <summary>The field has a value.</summary>
    public static Clause[] Present(BoundField field) => ClauseList.One(Atom.Of(AtomKind.Present, field));

    /// <summary>A value equals a constant; the case of text does not count.</summary>
    public static Atom OfConstant(BoundField field, in Value constant) =>
        constant.Kind == ValueKind.String
            ? Atom.OfText(field, AsciiCase.Fold(constant.AsBytes))
            : Atom.OfConstant(field, constant);

    /// <summary>A value's text fits a pattern: it holds the literal that is likely to be the rarest.</summary>
    public static Clause[] OfPattern(BoundField field, WildcardPattern pattern)
    {
        if (pattern.IsExact)
        {
            // Numbers and the like are compared by their text.
            return ClauseList.One(
                Atom.OfText(field, AsciiCase.Fold(pattern.LongestLiteral)),
                Atom.Of(AtomKind.NoText, field)
            );
        }

        // Of equal ones the first.
        var rarest = AtomOfLiteral(field, pattern.Prefix.Span, AffixKind.StartsWith);
        var suffix = AtomOfLiteral(field, pattern.Suffix.Span, AffixKind.EndsWith);
        if (Clause.CostOf(suffix) < Clause.CostOf(rarest))
            rarest = suffix;
        foreach (var literal in pattern.Literals)
        {
            var held = AtomOfLiteral(field, literal, AffixKind.Contains);
            if (Clause.CostOf(held) < Clause.CostOf(rarest))
                rarest = held;
        }

        return ClauseList.One(rarest);
    }

    /// <summary>A value's text holds a literal.</summary>
    public static Clause[] OfLiteral(BoundField field, byte[] literal, AffixKind place) =>
        ClauseList.One(AtomOfLiteral(field, literal, place));

    private static Atom AtomOfLiteral(BoundField field, ReadOnlySpan<byte> literal, AffixKind place) =>
        literal.Length < LiteralBytesMin || literal.IndexOf(Replacement) >= 0
            ? Atom.Of(AtomKind.Present, field)
            : Atom.OfLiteral(field, AsciiCase.Fold(literal), place);

    private static Clause[] OfConstants(BoundField field, IReadOnlyList<Value> constants)
    {
        var atoms = new Atom[constants.Count];
        for (var i = 0; i < atoms.Length; i++)
            atoms[i] = OfConstant(field, constants[i]);
        return ClauseList.One(atoms);
    }

    private static Clause[] OfLiterals(BoundField field, IReadOnlyList<byte[]> literals) =>
        literals.Count == 0
            ? Present(field)
            : ClauseList.Any([.. literals.Select(l => OfLiteral(field, l, AffixKind.Contains))]);

    /// <summary>Words are compared in the lower case of all letters, not only of ASCII: a text with others is always a candidate.</summary>
    private static Clause[] OfWords(BoundField field, WordsMatcher words)
    {
        if (words.Words.Count == 0)
            return ClauseList.Never;
        if (words.Minimum <= 0)
            return Present(field);
        var each = words.Words.Select(w => OrNotAscii(field, OfLiteral(field, w, AffixKind.Contains))).ToArray();
        return words.Minimum == words.Words.Count ? ClauseList.All(each) : ClauseList.Any(each);
    }

    /// <summary>The same clauses for a comparison that folds letters beyond ASCII.</summary>
    public static Clause[] OrNotAscii(BoundField field, Clause[] clauses) =>
        [.. clauses.Select(c => Clause.Of([.. c.Atoms, Atom.Of(AtomKind.NotAscii, field)]))];

    private static byte[] Encoded(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
