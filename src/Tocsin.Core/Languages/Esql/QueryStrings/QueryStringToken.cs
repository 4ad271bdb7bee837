using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql.QueryStrings;

/// <summary>The kinds of tokens of Lucene's query strings.</summary>
internal enum QueryStringTokenKind
{
    End,
    And,
    Or,
    Not,
    Plus,
    Minus,
    OpenParenthesis,
    CloseParenthesis,
    Colon,

    /// <summary>A lone <c>*</c>.</summary>
    Star,

    /// <summary>A word, its escapes not resolved.</summary>
    Term,

    /// <summary>A <c>+</c>, <c>-</c> or <c>!</c> before white space: a word like any other, but never part of several.</summary>
    LoneOperator,

    /// <summary>A word with <c>*</c> or <c>?</c>, its escapes not resolved.</summary>
    Wildcard,

    /// <summary>A regular expression, without its slashes.</summary>
    Regex,

    /// <summary>A phrase, without its quotes, its escapes not resolved.</summary>
    Quoted,

    /// <summary><c>~</c> or <c>~2</c>; the text is the number.</summary>
    Tilde,

    /// <summary><c>^2</c>; the text is the number.</summary>
    Boost,

    /// <summary><c>[a TO b}</c>; see <see cref="QueryStringToken.Range"/>.</summary>
    Range,
}

/// <summary>A token.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Text">What it says; see <see cref="QueryStringTokenKind"/>.</param>
/// <param name="Range">The bounds of a range; null for other kinds.</param>
internal readonly record struct QueryStringToken(
    QueryStringTokenKind Kind,
    TextSpan Span,
    string Text,
    QueryStringRange? Range = null
);

/// <summary>Two bounds with their escapes resolved; null for <c>*</c>, no bound.</summary>
internal sealed record QueryStringRange(string? Low, bool IsLowIncluded, string? High, bool IsHighIncluded);
